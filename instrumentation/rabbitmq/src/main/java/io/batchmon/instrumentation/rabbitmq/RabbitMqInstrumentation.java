package io.batchmon.instrumentation.rabbitmq;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/** RabbitMQ's client 4 and 5: what runs publish and get, and what consumers are given. */
public final class RabbitMqInstrumentation implements JobInstrumentation {
  private static final String CHANNEL = "com.rabbitmq.client.impl.ChannelN";
  private static final String CONSUMER = "com.rabbitmq.client.Consumer";
  private static final String PROPERTIES = "com.rabbitmq.client.AMQP$BasicProperties";
  private static final String STRING = "java.lang.String";
  private static final int PUBLISHED_PROPERTIES = 4;

  @Override
  public String name() {
    return "rabbitmq";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on(CHANNEL)
            .method("basicPublish", STRING, STRING, "boolean", "boolean", PROPERTIES, "byte[]")
            .replacingArgument(PUBLISHED_PROPERTIES)
            .advice(PublishAdvice.class),
        Hook.on(CHANNEL)
            .method(
                "basicPublish",
                STRING,
                STRING,
                "boolean",
                "boolean",
                PROPERTIES,
                "java.nio.ByteBuffer",
                "com.rabbitmq.client.WriteListener")
            .optional()
            .replacingArgument(PUBLISHED_PROPERTIES)
            .advice(PublishAdvice.class),
        Hook.on(CHANNEL).method("basicGet", STRING, "boolean").returned().advice(GetAdvice.class),
        Hook.on(CHANNEL)
            .method(
                "basicConsume",
                STRING,
                "boolean",
                STRING,
                "boolean",
                "boolean",
                "java.util.Map",
                CONSUMER)
            .advice(ConsumeAdvice.class),
        // why: what gives a message to its consumer, in all versions
        Hook.on("com.rabbitmq.client.impl.ConsumerDispatcher$5")
            .method("run")
            .field("val$delegate", CONSUMER)
            .field("val$envelope", "com.rabbitmq.client.Envelope")
            .field("val$properties", PROPERTIES)
            .advice(DeliveryAdvice.class),
        Hook.on("com.rabbitmq.client.impl.AMQConnection")
            .method("getExceptionHandler")
            .replacingResult()
            .advice(ThrownAdvice.class));
  }
}
