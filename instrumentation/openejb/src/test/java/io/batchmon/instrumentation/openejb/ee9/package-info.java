/** Beans for jakarta.ejb. */
package io.batchmon.instrumentation.openejb.ee9;
