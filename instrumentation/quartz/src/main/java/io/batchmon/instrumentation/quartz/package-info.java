/**
 * Hooks of Quartz 2.0 to 2.5. Start and end of a run are different methods there, joined by the
 * execution context.
 */
package io.batchmon.instrumentation.quartz;
