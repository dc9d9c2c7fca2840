/**
 * Hooks of Quartz 1.8. The same methods as in 2, whose types were classes then and are interfaces
 * since, so that advice of the one does not link against the other.
 */
package io.batchmon.instrumentation.quartz1;
