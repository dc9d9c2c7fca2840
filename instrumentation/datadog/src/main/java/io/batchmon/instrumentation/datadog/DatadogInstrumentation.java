package io.batchmon.instrumentation.datadog;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Collections;
import java.util.List;

/** Datadog's agent 1: every span that it makes current passes AgentTracer, on the boot loader. */
public final class DatadogInstrumentation implements JobInstrumentation {
  @Override
  public String name() {
    return "datadog";
  }

  @Override
  public List<Hook> hooks() {
    return Collections.singletonList(
        Hook.on("datadog.trace.bootstrap.instrumentation.api.AgentTracer")
            .method("activateSpan", "datadog.trace.bootstrap.instrumentation.api.AgentSpan")
            .optional()
            .advice(ActivationAdvice.class));
  }
}
