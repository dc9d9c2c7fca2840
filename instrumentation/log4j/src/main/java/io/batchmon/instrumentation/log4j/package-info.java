/**
 * Hooks of Log4j 2: an event that is made in a run carries its ids, and the line is told of. Advice
 * runs in the thread that logs, with asynchronous loggers too.
 */
package io.batchmon.instrumentation.log4j;
