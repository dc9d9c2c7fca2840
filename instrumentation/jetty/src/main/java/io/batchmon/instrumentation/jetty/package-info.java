/**
 * Requests that Jetty 9.4 to 11 serves. Advice is called in the container's threads and sees
 * Jetty's own classes only, none of the servlet API: so it is the same for javax and jakarta.
 */
package io.batchmon.instrumentation.jetty;
