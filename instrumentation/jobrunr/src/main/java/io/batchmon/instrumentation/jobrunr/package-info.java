/** Hooks of JobRunr 1 to 8: each attempt at a job, from the state history that the job carries. */
package io.batchmon.instrumentation.jobrunr;
