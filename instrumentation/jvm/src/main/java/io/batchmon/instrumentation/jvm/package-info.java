/**
 * Hooks of the JVM itself: how {@code main} begins and ends, and how the JVM ends. Its advice lives
 * on the bootstrap loader.
 */
package io.batchmon.instrumentation.jvm;
