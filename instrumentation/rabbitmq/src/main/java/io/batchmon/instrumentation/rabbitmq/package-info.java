/**
 * Hooks of RabbitMQ's client 4 and 5: what a run publishes or gets is a CALL, and each delivery to
 * a consumer of the application a REQUEST.
 */
package io.batchmon.instrumentation.rabbitmq;
