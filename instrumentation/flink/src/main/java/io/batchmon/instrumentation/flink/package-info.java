/** Apache Flink: what a driver's run is called, and the jobs that it gives to the cluster. */
package io.batchmon.instrumentation.flink;
