/**
 * What every line of Spring Batch is asked, without a type of Spring Batch: the types moved between
 * versions, the questions did not.
 */
package io.batchmon.instrumentation.springbatch.shared;
