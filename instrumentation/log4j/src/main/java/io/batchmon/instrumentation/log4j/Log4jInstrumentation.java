package io.batchmon.instrumentation.log4j;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.ArrayList;
import java.util.List;

/**
 * Log4j 2.7 and newer: whatever makes an event asks an injector, in the thread that logs, for what
 * is in the thread context; there is one for each kind of context map.
 */
public final class Log4jInstrumentation implements JobInstrumentation {
  private static final String CORE = "org.apache.logging.log4j.core.";
  private static final String API = "org.apache.logging.log4j.";
  private static final String[] MAPS = {"Default", "CopyOnWrite", "GarbageFree"};
  private static final String[] LOGGERS = {"Logger", "async.AsyncLogger"};

  @Override
  public String name() {
    return "log4j";
  }

  @Override
  public List<Hook> hooks() {
    List<Hook> hooks = new ArrayList<>();
    for (String map : MAPS) {
      hooks.add(
          Hook.on(CORE + "impl.ThreadContextDataInjector$For" + map + "ThreadContextMap")
              .method("injectContextData", "java.util.List", API + "util.StringMap")
              .replacingResult()
              .advice(InjectAdvice.class));
    }
    for (String logger : LOGGERS) {
      hooks.add(
          Hook.on(CORE + logger)
              .method(
                  "logMessage",
                  "java.lang.String",
                  API + "Level",
                  API + "Marker",
                  API + "message.Message",
                  "java.lang.Throwable")
              .advice(LogMessageAdvice.class));
      // why: from 2.12.1 on what a Logger's own methods log passes here and not there
      hooks.add(
          Hook.on(CORE + logger)
              .method(
                  "log",
                  API + "Level",
                  API + "Marker",
                  "java.lang.String",
                  "java.lang.StackTraceElement",
                  API + "message.Message",
                  "java.lang.Throwable")
              .optional()
              .advice(LogAdvice.class));
    }
    return hooks;
  }
}
