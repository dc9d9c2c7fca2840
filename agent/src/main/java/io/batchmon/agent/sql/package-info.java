/**
 * SQL that runs and requests send: its text without what is secret in it, and what is counted of
 * it. Called in the threads of the application and read by the telemetry thread; takes no lock.
 * Knows the model and nothing else.
 */
package io.batchmon.agent.sql;
