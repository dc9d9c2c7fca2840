/**
 * The configurations of the collector, each tried with the collector itself, the shipped agent, the
 * sample application and the servers that operators look at.
 */
package io.batchmon.collector;
