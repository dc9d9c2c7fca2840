package io.batchmon.instrumentation.custom;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Collections;
import java.util.List;

/** What is hooked in each method that the operator's setting leads to. */
public final class CustomInstrumentation implements JobInstrumentation {
  @Override
  public String name() {
    return "custom";
  }

  @Override
  public List<Hook> hooks() {
    return Collections.singletonList(
        Hook.on(Hook.ENTRY_POINT).anyMethod("@any").advice(EntryPointAdvice.class));
  }
}
