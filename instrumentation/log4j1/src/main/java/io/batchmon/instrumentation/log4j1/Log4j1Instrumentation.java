package io.batchmon.instrumentation.log4j1;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * Log4j 1.2.12 and newer, and reload4j: every event passes Category.callAppenders once, in the
 * thread that logs it.
 */
public final class Log4j1Instrumentation implements JobInstrumentation {
  private static final String CATEGORY = "org.apache.log4j.Category";
  private static final String EVENT = "org.apache.log4j.spi.LoggingEvent";

  @Override
  public String name() {
    return "log4j1";
  }

  @Override
  public List<Hook> hooks() {
    // why: the bridges of SLF4J and of Log4j 2 have a Category too, and some of them no such method
    return Arrays.asList(
        Hook.on(CATEGORY).method("callAppenders", EVENT).optional().advice(KeysAdvice.class),
        Hook.on(CATEGORY).method("callAppenders", EVENT).optional().advice(LineAdvice.class));
  }
}
