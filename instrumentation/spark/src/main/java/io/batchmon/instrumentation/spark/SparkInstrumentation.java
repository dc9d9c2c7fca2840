package io.batchmon.instrumentation.spark;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * Spark's driver: the application as soon as it has an id, and each of its jobs, which the driver
 * waits for in one method. The run itself is that of the {@code main()} around.
 */
public final class SparkInstrumentation implements JobInstrumentation {
  @Override
  public String name() {
    return "spark";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on("org.apache.spark.SparkContext")
            .method("postApplicationStart")
            .advice(ApplicationAdvice.class),
        // why: the sequence among its parameters is another type since Scala 2.13
        Hook.on("org.apache.spark.scheduler.DAGScheduler")
            .anyMethod("runJob")
            .advice(JobAdvice.class));
  }
}
