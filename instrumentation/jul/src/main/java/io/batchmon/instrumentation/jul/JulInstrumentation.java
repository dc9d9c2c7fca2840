package io.batchmon.instrumentation.jul;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Collections;
import java.util.List;

/** java.util.logging: every record passes Logger.log(LogRecord), once its level is enabled. */
public final class JulInstrumentation implements JobInstrumentation {
  @Override
  public String name() {
    return "jul";
  }

  @Override
  public List<Hook> hooks() {
    return Collections.singletonList(
        Hook.on("java.util.logging.Logger")
            .method("log", "java.util.logging.LogRecord")
            .lazily()
            .advice(LogAdvice.class));
  }
}
