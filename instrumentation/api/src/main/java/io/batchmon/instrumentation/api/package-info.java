/**
 * How a framework's hooks are declared. Plain data, read when the agent is built: the shipped agent
 * carries the index made of it and the advice, not these types.
 */
package io.batchmon.instrumentation.api;
