/**
 * What a JBeret job, its steps and their partitions become. Called in the threads that JBeret runs
 * them in; depends on JBeret, the JDK and the run model.
 */
package io.batchmon.instrumentation.jberet;
