/**
 * Hooks of the executor of XXL-JOB. A trigger is a run, from the name of its log file to the answer
 * that the admin is given, both in the thread of the job.
 */
package io.batchmon.instrumentation.xxljob;
