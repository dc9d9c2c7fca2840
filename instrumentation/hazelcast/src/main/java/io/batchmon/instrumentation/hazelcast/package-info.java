/** Hooks of Hazelcast's scheduled executors, on the member that runs a task. */
package io.batchmon.instrumentation.hazelcast;
