/**
 * Hooks of drivers of JMS, whether of {@code javax.jms} or {@code jakarta.jms}: messages that a run
 * sends or receives are CALLs, what a listener is given is a REQUEST.
 */
package io.batchmon.instrumentation.jms;
