/**
 * Requests that Tomcat serves. Advice is called in the container's threads and sees Tomcat's own
 * classes only, none of the servlet API: so it is the same for javax and jakarta.
 */
package io.batchmon.instrumentation.tomcat;
