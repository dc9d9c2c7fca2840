package io.batchmon.instrumentation.springamqp;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import io.batchmon.instrumentation.rabbitmq.RabbitMqInstrumentation;
import java.util.List;
import java.util.stream.Stream;

/** Both, as in an application: no delivery may be told of twice. */
final class WithTheClient implements JobInstrumentation {
  @Override
  public String name() {
    return "spring-amqp";
  }

  @Override
  public List<Hook> hooks() {
    return Stream.of(new SpringAmqpInstrumentation(), new RabbitMqInstrumentation())
        .flatMap(instrumentation -> instrumentation.hooks().stream())
        .toList();
  }
}
