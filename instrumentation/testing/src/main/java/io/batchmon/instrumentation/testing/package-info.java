/**
 * The test kit of the framework modules: weaves the real framework in the test's own JVM and
 * records the runs that come through the door.
 */
package io.batchmon.instrumentation.testing;
