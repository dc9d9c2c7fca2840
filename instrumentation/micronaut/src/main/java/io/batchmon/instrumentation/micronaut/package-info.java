/**
 * What a scheduled method of Micronaut becomes. Called in the threads of its scheduler; depends on
 * Micronaut, the JDK and the run model.
 */
package io.batchmon.instrumentation.micronaut;
