/**
 * Hooks of java.util.Timer: each execution of a task is a run, and a task that throws ends its
 * Timer. All advice lives on the bootstrap loader.
 */
package io.batchmon.instrumentation.timer;
