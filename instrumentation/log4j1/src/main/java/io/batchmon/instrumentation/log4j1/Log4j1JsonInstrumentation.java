package io.batchmon.instrumentation.log4j1;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * Log4j 1.2 and reload4j, woven where lines are to be JSON: WriterAppender.subAppend writes what a
 * pattern made of the event, and behind it the lines of its exception.
 */
public final class Log4j1JsonInstrumentation implements JobInstrumentation {
  private static final String EVENT = "org.apache.log4j.spi.LoggingEvent";

  @Override
  public String name() {
    return "log4j1-json";
  }

  @Override
  public List<Hook> hooks() {
    // why: the bridges of SLF4J and of Log4j 2 have classes of these names too
    return Arrays.asList(
        Hook.on("org.apache.log4j.WriterAppender")
            .method("subAppend", EVENT)
            .optional()
            .advice(AppendAdvice.class),
        Hook.on("org.apache.log4j.PatternLayout")
            .method("format", EVENT)
            .replacingResult()
            .optional()
            .advice(FormatAdvice.class),
        Hook.on(EVENT)
            .method("getThrowableStrRep")
            .replacingResult()
            .optional()
            .advice(ThrowableAdvice.class));
  }
}
