/**
 * Lines that the application logs in runs: what they carry, which are kept for an alert, which are
 * passed on. Called in the threads that log, by way of {@code io.batchmon.job.LogLines}; does no
 * I/O and takes no lock. Depends on {@code run} and {@code config}.
 */
package io.batchmon.agent.log;
