package io.batchmon.instrumentation.powerjob;

import java.util.List;
import tech.powerjob.worker.core.processor.ProcessResult;
import tech.powerjob.worker.core.processor.TaskContext;
import tech.powerjob.worker.core.processor.TaskResult;
import tech.powerjob.worker.core.processor.sdk.BroadcastProcessor;

/** A processor of the application that runs on every worker. */
public final class CacheFlush implements BroadcastProcessor {
  @Override
  public ProcessResult preProcess(TaskContext context) {
    Bodies.awaitTracker();
    if ("bad start".equals(context.getJobParams())) {
      throw new IllegalArgumentException("No cache");
    }
    return new ProcessResult(true, "ready");
  }

  @Override
  public ProcessResult process(TaskContext context) throws Exception {
    return Bodies.run(context);
  }

  @Override
  public ProcessResult postProcess(TaskContext context, List<TaskResult> results) {
    Bodies.awaitTracker();
    throw new IllegalStateException("Bad cache");
  }
}
