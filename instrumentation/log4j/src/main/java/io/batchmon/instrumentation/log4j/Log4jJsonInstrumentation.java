package io.batchmon.instrumentation.log4j;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Collections;
import java.util.List;

/**
 * Log4j 2.7 and newer, woven where lines are to be JSON: what a pattern makes of an event for a
 * console, a file or a socket passes PatternLayout.toText; the columns of a database do not.
 */
public final class Log4jJsonInstrumentation implements JobInstrumentation {
  @Override
  public String name() {
    return "log4j-json";
  }

  @Override
  public List<Hook> hooks() {
    return Collections.singletonList(
        Hook.on("org.apache.logging.log4j.core.layout.PatternLayout")
            .anyMethod("toText")
            .replacingResult()
            .advice(ToTextAdvice.class));
  }
}
