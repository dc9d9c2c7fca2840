package io.batchmon.instrumentation.springamqp;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/** Spring AMQP 2 to 4: one run per call of a listener, inside whatever tries it again. */
public final class SpringAmqpInstrumentation implements JobInstrumentation {
  private static final String CONTAINER =
      "org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer";
  private static final String CHANNEL = "com.rabbitmq.client.Channel";

  @Override
  public String name() {
    return "spring-amqp";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on(CONTAINER)
            .method("actualInvokeListener", CHANNEL, "org.springframework.amqp.core.Message")
            .alternative()
            .advice(ListenerAdvice.class),
        // why: since 2.2 it is a message or a list of them
        Hook.on(CONTAINER)
            .method("actualInvokeListener", CHANNEL, "java.lang.Object")
            .alternative()
            .advice(ListenerAdvice.class));
  }
}
