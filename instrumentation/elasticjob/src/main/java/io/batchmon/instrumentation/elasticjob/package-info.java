/**
 * Hooks of ElasticJob 2 and 3. A firing is a job and each of its shards a step; what they threw
 * goes to an error handler, and is read on its way there.
 */
package io.batchmon.instrumentation.elasticjob;
