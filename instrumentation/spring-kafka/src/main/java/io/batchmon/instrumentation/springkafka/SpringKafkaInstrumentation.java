package io.batchmon.instrumentation.springkafka;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/** Spring for Apache Kafka 2.9 to 4: one REQUEST for each call of a listener. */
public final class SpringKafkaInstrumentation implements JobInstrumentation {
  private static final String CONSUMER =
      "org.springframework.kafka.listener.KafkaMessageListenerContainer$ListenerConsumer";

  @Override
  public String name() {
    return "spring-kafka";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on(CONSUMER)
            .method("doInvokeOnMessage", "org.apache.kafka.clients.consumer.ConsumerRecord")
            .field("consumerGroupId", "java.lang.String")
            .advice(RecordAdvice.class),
        Hook.on(CONSUMER)
            .method(
                "invokeBatchOnMessageWithRecordsOrList",
                "org.apache.kafka.clients.consumer.ConsumerRecords",
                "java.util.List")
            .field("consumerGroupId", "java.lang.String")
            .advice(BatchAdvice.class),
        Hook.on(CONSUMER).method("pollAndInvoke").lazily().advice(PollAdvice.class));
  }
}
