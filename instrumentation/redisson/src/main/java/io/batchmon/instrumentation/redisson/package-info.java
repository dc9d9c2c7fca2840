/**
 * Hooks of Redisson's executors, on the worker that runs a task. Refers to nothing but Redisson,
 * the JDK and the model.
 */
package io.batchmon.instrumentation.redisson;
