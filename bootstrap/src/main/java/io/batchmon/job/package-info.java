/**
 * The run model and the static door {@link io.batchmon.job.JobRuns}. Defined on the bootstrap
 * loader, so that advice in any class loader and the isolated agent share one copy. Called in the
 * threads of the application; depends on nothing but {@code java.*}.
 */
package io.batchmon.job;
