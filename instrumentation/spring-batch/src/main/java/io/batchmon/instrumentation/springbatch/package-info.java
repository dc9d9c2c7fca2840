/**
 * Hooks of Spring Batch 3 to 5, and what Spring Batch 6 shares with them. Jobs and steps swallow
 * what fails in them, so every verdict is read from their executions.
 */
package io.batchmon.instrumentation.springbatch;
