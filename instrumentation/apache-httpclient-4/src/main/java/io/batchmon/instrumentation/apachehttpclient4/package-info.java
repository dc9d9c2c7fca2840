/**
 * Hooks of Apache HttpClient 4: each request that is sent is a call of the run that made it. Called
 * in the threads of the application.
 */
package io.batchmon.instrumentation.apachehttpclient4;
