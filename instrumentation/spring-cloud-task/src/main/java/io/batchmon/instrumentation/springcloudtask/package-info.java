/**
 * Hooks of Spring Cloud Task: what it records of the run of an application. Called in the thread
 * that starts the application.
 */
package io.batchmon.instrumentation.springcloudtask;
