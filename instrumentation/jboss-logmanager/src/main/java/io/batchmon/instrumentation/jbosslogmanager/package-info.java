/**
 * Hooks of JBoss LogManager, as WildFly and Quarkus have it: a record that is logged in a run
 * carries its ids, and is told of. Advice runs in the thread that logs.
 */
package io.batchmon.instrumentation.jbosslogmanager;
