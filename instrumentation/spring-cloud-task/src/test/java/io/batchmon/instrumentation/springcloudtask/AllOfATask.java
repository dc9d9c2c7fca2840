package io.batchmon.instrumentation.springcloudtask;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import io.batchmon.instrumentation.springbatch.SpringBatchInstrumentation;
import io.batchmon.instrumentation.springboot.SpringBootInstrumentation;
import java.util.ArrayList;
import java.util.List;

/** Spring Cloud Task, and what mostly is inside of a task. */
final class AllOfATask implements JobInstrumentation {
  private static final String SPRING = "org.springframework.cloud.task.";

  /** Parts of some versions that ask for libraries which are not here. */
  static final String EXCLUDED =
      String.join(
          ",",
          SPRING + "configuration.ResourceLoadingAutoConfiguration",
          SPRING + "batch.autoconfigure.kafka.KafkaItemReaderAutoConfiguration",
          SPRING + "batch.autoconfigure.kafka.KafkaItemWriterAutoConfiguration",
          SPRING + "batch.autoconfigure.rabbit.AmqpItemReaderAutoConfiguration",
          SPRING + "batch.autoconfigure.rabbit.AmqpItemWriterAutoConfiguration");

  @Override
  public String name() {
    return "spring-cloud-task";
  }

  @Override
  public List<Hook> hooks() {
    List<Hook> all = new ArrayList<>(new SpringCloudTaskInstrumentation().hooks());
    all.addAll(new SpringBootInstrumentation().hooks());
    if (Integer.getInteger("version.line", 2) == 1) {
      all.addAll(new SpringBatchInstrumentation().hooks());
    }
    return all;
  }
}
