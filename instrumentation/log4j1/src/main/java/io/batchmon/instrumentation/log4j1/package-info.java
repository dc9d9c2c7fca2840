/**
 * Hooks of Log4j 1.2 and reload4j: the MDC has the ids of a run while a line of it is with the
 * appenders, and the line is told of. Advice runs in the thread that logs.
 */
package io.batchmon.instrumentation.log4j1;
