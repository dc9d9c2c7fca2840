package io.batchmon.instrumentation.flink;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * Flink's driver: each job that it waits for, and how the application ended that {@code flink run}
 * called. The run itself is that of the {@code main()} around.
 */
public final class FlinkInstrumentation implements JobInstrumentation {
  private static final String GRAPH = "org.apache.flink.streaming.api.graph.StreamGraph";

  @Override
  public String name() {
    return "flink";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on("org.apache.flink.streaming.api.environment.StreamExecutionEnvironment")
            .method("execute", GRAPH)
            .returned()
            .advice(StreamAdvice.class),
        // why: what flink run gives to the application, and it does not call the one above
        Hook.on("org.apache.flink.client.program.StreamContextEnvironment")
            .method("execute", GRAPH)
            .returned()
            .advice(StreamAdvice.class),
        Hook.on("org.apache.flink.api.java.ExecutionEnvironment")
            .method("execute", "java.lang.String")
            .returned()
            .advice(DataSetAdvice.class),
        Hook.on("org.apache.flink.client.program.ContextEnvironment")
            .method("execute", "java.lang.String")
            .returned()
            .advice(DataSetAdvice.class),
        Hook.on("org.apache.flink.client.cli.CliFrontend")
            .anyMethod("executeProgram")
            .advice(ApplicationAdvice.class));
  }
}
