/** Batch artifacts for javax.batch. */
package io.batchmon.instrumentation.jberet.ee7;
