/**
 * Hooks of Spring Boot: runners, and applications that do not start. Called in the thread that
 * starts the application.
 */
package io.batchmon.instrumentation.springboot;
