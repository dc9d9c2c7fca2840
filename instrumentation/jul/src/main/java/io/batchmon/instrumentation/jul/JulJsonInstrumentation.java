package io.batchmon.instrumentation.jul;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Collections;
import java.util.List;

/** java.util.logging, woven where lines are to be JSON: what its SimpleFormatter makes. */
public final class JulJsonInstrumentation implements JobInstrumentation {
  @Override
  public String name() {
    return "jul-json";
  }

  @Override
  public List<Hook> hooks() {
    return Collections.singletonList(
        Hook.on("java.util.logging.SimpleFormatter")
            .method("format", "java.util.logging.LogRecord")
            .replacingResult()
            .advice(FormatAdvice.class));
  }
}
