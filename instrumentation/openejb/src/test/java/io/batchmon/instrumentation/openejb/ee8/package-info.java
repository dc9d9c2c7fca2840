/** Beans for javax.ejb. */
package io.batchmon.instrumentation.openejb.ee8;
