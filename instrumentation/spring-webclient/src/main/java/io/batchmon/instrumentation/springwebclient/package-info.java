/**
 * Hooks of the WebClient of Spring 5.3 to 7: each exchange that a run subscribes to is one CALL,
 * whatever the connector, until the headers of its answer.
 */
package io.batchmon.instrumentation.springwebclient;
