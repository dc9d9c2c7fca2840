package io.batchmon.instrumentation.logback;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * Logback 1.0.13 and newer, woven where lines are to be JSON: an encoder with a pattern makes the
 * text and turns it into bytes in the same thread, and in between the text is another one.
 */
public final class LogbackJsonInstrumentation implements JobInstrumentation {
  private static final String ENCODER = "ch.qos.logback.core.encoder.LayoutWrappingEncoder";

  @Override
  public String name() {
    return "logback-json";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        // why: up to 1.1 an encoder writes, from 1.2 on it returns
        Hook.on(ENCODER)
            .method("doEncode", "java.lang.Object")
            .optional()
            .advice(EncodeAdvice.class),
        Hook.on(ENCODER).method("encode", "java.lang.Object").optional().advice(EncodeAdvice.class),
        Hook.on(ENCODER)
            .method("convertToBytes", "java.lang.String")
            .replacingArgument(0)
            .advice(ConvertAdvice.class));
  }
}
