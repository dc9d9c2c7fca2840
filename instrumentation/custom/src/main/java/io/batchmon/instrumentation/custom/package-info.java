/** The hook of methods that an operator names as jobs, by {@code batchmon.entrypoints}. */
package io.batchmon.instrumentation.custom;
