/**
 * One suite for every servlet container and every version of it, each in a class loader of its own.
 * The application that is served is written once, without the servlet API, of which there are two.
 */
package io.batchmon.instrumentation.servlettesting;
