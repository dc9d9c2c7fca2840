/**
 * Hooks of Spring Batch 6, which moved the types that the advice for 3 to 5 names. Switched
 * together with those, and shares what names no such type.
 */
package io.batchmon.instrumentation.springbatch6;
