package io.batchmon.instrumentation.jvm;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * The main class, and {@code java.lang.Shutdown}, which every way to end a JVM passes (read in JDK
 * 8, 11, 17, 21 and 25): {@code exit} for {@code System.exit} and for signals, {@code shutdown}
 * when the last thread has ended, {@code halt} at the very end and for {@code Runtime.halt}.
 */
public final class JvmInstrumentation implements JobInstrumentation {
  @Override
  public String name() {
    return "jvm";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on(Hook.MAIN_CLASS).anyMethod("main").advice(MainAdvice.class),
        Hook.on("java.lang.Shutdown").method("exit", "int").advice(ExitAdvice.class),
        Hook.on("java.lang.Shutdown").method("halt", "int").advice(HaltAdvice.class),
        Hook.on("java.lang.Shutdown").method("shutdown").advice(ShutdownAdvice.class),
        Hook.on("java.lang.ThreadGroup")
            .method("uncaughtException", "java.lang.Thread", "java.lang.Throwable")
            .advice(UncaughtAdvice.class));
  }
}
