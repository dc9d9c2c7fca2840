/**
 * What outlives the JVM: an append-only journal that all JVMs of a service on a host share. Called
 * by the thread "batchmon-alerts" alone, from the first failure on. Depends on {@code run} and
 * {@code config}, and knows nothing of what its entries mean.
 */
package io.batchmon.agent.state;
