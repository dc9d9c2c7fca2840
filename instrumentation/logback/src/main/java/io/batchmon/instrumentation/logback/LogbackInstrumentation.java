package io.batchmon.instrumentation.logback;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * Logback 1.0.13 and newer: every event passes Logger.callAppenders once, in the thread that logs
 * it, before any appender sees it.
 */
public final class LogbackInstrumentation implements JobInstrumentation {
  private static final String LOGGER = "ch.qos.logback.classic.Logger";
  private static final String EVENT = "ch.qos.logback.classic.spi.ILoggingEvent";

  @Override
  public String name() {
    return "logback";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on(LOGGER).method("callAppenders", EVENT).advice(KeysAdvice.class),
        Hook.on(LOGGER).method("callAppenders", EVENT).advice(LineAdvice.class),
        Hook.on("ch.qos.logback.classic.spi.LoggingEvent")
            .method("setMDCPropertyMap", "java.util.Map")
            .replacingArgument(0)
            .advice(SetMapAdvice.class));
  }
}
