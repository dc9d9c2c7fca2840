/**
 * Hooks of the JDK's executors: periodic tasks are runs, pools are counted, and exceptions that
 * stay in a future nobody asks are told. All advice lives on the bootstrap loader.
 */
package io.batchmon.instrumentation.executor;
