/**
 * Hooks of Apache HttpClient 5, blocking and asynchronous: each request that is sent is a call of
 * the run that made it. Called in the threads of the application and of the client.
 */
package io.batchmon.instrumentation.apachehttpclient5;
