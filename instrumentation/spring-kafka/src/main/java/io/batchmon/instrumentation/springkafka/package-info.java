/**
 * Hooks of Spring for Apache Kafka 2.9 to 4: what a listener is given, a record or a batch, is a
 * REQUEST.
 */
package io.batchmon.instrumentation.springkafka;
