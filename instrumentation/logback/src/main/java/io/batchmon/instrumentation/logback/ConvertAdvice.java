package io.batchmon.instrumentation.logback;

import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import io.batchmon.job.JsonLines;
import org.jspecify.annotations.Nullable;

/** Called where an encoder turns text into bytes: that of a line, or its header or footer. */
public final class ConvertAdvice {
  private ConvertAdvice() {}

  public static @Nullable String enter(LayoutWrappingEncoder<?> encoder, String text) {
    return JsonLines.pending();
  }
}
