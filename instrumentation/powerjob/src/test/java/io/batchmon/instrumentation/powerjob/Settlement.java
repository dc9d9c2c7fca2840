package io.batchmon.instrumentation.powerjob;

import tech.powerjob.worker.core.processor.ProcessResult;
import tech.powerjob.worker.core.processor.TaskContext;
import tech.powerjob.worker.core.processor.sdk.BasicProcessor;

/** A processor of the application. */
public final class Settlement implements BasicProcessor {
  @Override
  public ProcessResult process(TaskContext context) throws Exception {
    return Bodies.run(context);
  }
}
