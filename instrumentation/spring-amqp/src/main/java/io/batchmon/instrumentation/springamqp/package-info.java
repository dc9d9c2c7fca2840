/**
 * Hooks of Spring AMQP 2 to 4: each call of a listener by its container is a REQUEST, which
 * continues the trace of its message.
 */
package io.batchmon.instrumentation.springamqp;
