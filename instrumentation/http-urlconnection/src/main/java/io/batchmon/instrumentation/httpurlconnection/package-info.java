/**
 * Hooks of HttpURLConnection: each request is a call of the run that makes it. Called in the
 * threads of the application; all advice lives on the bootstrap loader.
 */
package io.batchmon.instrumentation.httpurlconnection;
