/**
 * Hooks of java.net.http: each exchange is a call of the run that makes it. Called in the threads
 * of the application and of the client; all advice lives on the bootstrap loader.
 */
package io.batchmon.instrumentation.httpjdk;
