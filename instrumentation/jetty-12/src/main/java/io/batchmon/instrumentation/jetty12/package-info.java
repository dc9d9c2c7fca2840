/**
 * Requests that Jetty 12 serves. Start and end are in Jetty's core, which knows no servlets; what a
 * request was for is asked of its servlet environment.
 */
package io.batchmon.instrumentation.jetty12;
