/**
 * Hooks of PowerJob's worker. Called in its threads; refers to nothing but PowerJob, the JDK and
 * the model.
 */
package io.batchmon.instrumentation.powerjob;
