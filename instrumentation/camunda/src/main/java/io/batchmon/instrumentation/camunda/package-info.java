/**
 * Hooks of Camunda 7's job executor: timers and what a process does asynchronously. Called in the
 * executor's thread, where whatever a job throws is caught and kept for the next attempt.
 */
package io.batchmon.instrumentation.camunda;
