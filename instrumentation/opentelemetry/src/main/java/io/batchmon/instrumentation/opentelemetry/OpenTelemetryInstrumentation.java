package io.batchmon.instrumentation.opentelemetry;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * OpenTelemetry API 1: whoever asks for the current context inside a run, and has none of its own
 * there, gets one with the run's span. The Java agent carries the API under another name.
 */
public final class OpenTelemetryInstrumentation implements JobInstrumentation {
  private static final String CONTEXT = "io.opentelemetry.context.Context";
  private static final String CONTEXT_OF_AGENT = "io.opentelemetry.javaagent.shaded." + CONTEXT;

  @Override
  public String name() {
    return "opentelemetry";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on(CONTEXT).method("current").replacingResult().advice(ContextAdvice.class),
        Hook.on(CONTEXT_OF_AGENT)
            .method("current")
            .replacingResult()
            .advice(AgentContextAdvice.class));
  }
}
