/**
 * Requests that the servlets of Undertow serve. Advice is called in the container's worker threads
 * and sees Undertow's own classes only, none of the servlet API: so it is the same for javax and
 * jakarta.
 */
package io.batchmon.instrumentation.undertow;
