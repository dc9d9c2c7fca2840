/**
 * Hooks of java.util.logging: a record that is logged in a run is told of. It has no MDC, so its
 * text stays as it is. Woven once there is a run; advice runs in the thread that logs.
 */
package io.batchmon.instrumentation.jul;
