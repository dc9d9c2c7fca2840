/**
 * Hooks of Spring's scheduling and of {@code @Async}. What is known when a task is registered, when
 * it fires and when it runs is joined by notes about the task and about the thread.
 */
package io.batchmon.instrumentation.springscheduling;
