/**
 * Hooks of Logback: a line that is logged in a run carries its ids, and is told of. Advice runs in
 * the thread that logs; it sees Logback, SLF4J, the JDK and {@code io.batchmon.job}.
 */
package io.batchmon.instrumentation.logback;
