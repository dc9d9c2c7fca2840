/**
 * Hooks of Kafka's clients 2.0 to 4: each record that a run sends is one CALL, until the broker has
 * answered.
 */
package io.batchmon.instrumentation.kafkaclients;
