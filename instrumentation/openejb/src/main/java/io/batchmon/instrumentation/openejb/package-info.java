/**
 * What an EJB timer of TomEE and OpenEJB becomes. Called in the threads of its timer service;
 * depends on OpenEJB, the JDK and the run model.
 */
package io.batchmon.instrumentation.openejb;
