/**
 * JDBC drivers and pools of connections, by the names of their classes. Called in the threads of
 * the application. Most advice names the JDK and the model alone, so one copy serves every driver
 * of the JVM, whichever loaders they are in.
 */
package io.batchmon.instrumentation.jdbc;
