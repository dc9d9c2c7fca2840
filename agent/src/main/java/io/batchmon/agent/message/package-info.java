/**
 * Messages that runs send and receive: which are spans of their own, and what is counted of all.
 * Called in the threads of the application and read by the telemetry thread; takes no lock. Knows
 * the model and how durations are counted.
 */
package io.batchmon.agent.message;
