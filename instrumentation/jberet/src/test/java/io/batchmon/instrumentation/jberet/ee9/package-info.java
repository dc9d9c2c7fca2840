/** Batch artifacts for jakarta.batch. */
package io.batchmon.instrumentation.jberet.ee9;
