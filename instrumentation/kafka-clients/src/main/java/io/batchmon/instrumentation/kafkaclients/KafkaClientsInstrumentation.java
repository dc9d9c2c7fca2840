package io.batchmon.instrumentation.kafkaclients;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * Kafka's clients 2.0 to 4: one CALL from the sending of a record to what the broker answers, and
 * one for what a poll brought of each topic.
 */
public final class KafkaClientsInstrumentation implements JobInstrumentation {
  private static final String PRODUCER = "org.apache.kafka.clients.producer.KafkaProducer";
  private static final String CONSUMER = "org.apache.kafka.clients.consumer.KafkaConsumer";
  private static final String RECORD = "org.apache.kafka.clients.producer.ProducerRecord";
  private static final String CALLBACK = "org.apache.kafka.clients.producer.Callback";

  @Override
  public String name() {
    return "kafka-clients";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on(PRODUCER)
            .method("send", RECORD, CALLBACK)
            .field("clientId", "java.lang.String")
            .field("producerConfig", "org.apache.kafka.clients.producer.ProducerConfig")
            .replacingArgument(1)
            .lazily()
            .advice(SendAdvice.class),
        Hook.on(PRODUCER)
            .method("doSend", RECORD, CALLBACK)
            .replacingArgument(0)
            .lazily()
            .advice(HeadersAdvice.class),
        Hook.on(CONSUMER)
            .method("poll", "java.time.Duration")
            .returned()
            .lazily()
            .advice(PollAdvice.class),
        // why: 4.0 has it no more
        Hook.on(CONSUMER)
            .method("poll", "long")
            .optional()
            .returned()
            .lazily()
            .advice(PollAdvice.class));
  }
}
