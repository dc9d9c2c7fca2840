/** Hooks of the routes of Apache Camel that a timer or a scheduler starts. */
package io.batchmon.instrumentation.camel;
