package io.batchmon.instrumentation.jbosslogmanager;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * JBoss LogManager 1.5 and newer: every record passes Logger.logRaw once, in the thread that logs
 * it, whichever interface it came in by.
 */
public final class JbossLogManagerInstrumentation implements JobInstrumentation {
  private static final String LOGGER = "org.jboss.logmanager.Logger";
  private static final String RECORD = "org.jboss.logmanager.ExtLogRecord";

  @Override
  public String name() {
    return "jboss-logmanager";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on(LOGGER).method("logRaw", RECORD).advice(KeysAdvice.class),
        Hook.on(LOGGER).method("logRaw", RECORD).advice(LineAdvice.class));
  }
}
