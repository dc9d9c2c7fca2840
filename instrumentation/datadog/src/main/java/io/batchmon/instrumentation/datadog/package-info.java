/**
 * Hooks of Datadog's agent: which of its spans is about the same work as a run, so that both can be
 * found from each other.
 */
package io.batchmon.instrumentation.datadog;
