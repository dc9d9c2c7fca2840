package io.batchmon.instrumentation.powerjob;

import java.util.List;
import tech.powerjob.worker.core.processor.ProcessResult;
import tech.powerjob.worker.core.processor.TaskContext;
import tech.powerjob.worker.core.processor.TaskResult;
import tech.powerjob.worker.core.processor.sdk.MapReduceProcessor;

/** A processor of the application that makes one task of each customer. */
public final class Invoices implements MapReduceProcessor {
  @Override
  public ProcessResult process(TaskContext context) throws Exception {
    if (isRootTask()) {
      Bodies.awaitTracker();
      map(List.of("good", "bad"), "customer");
      return new ProcessResult(true, "mapped");
    }
    return Bodies.run(context);
  }

  @Override
  public ProcessResult reduce(TaskContext context, List<TaskResult> results) {
    Bodies.awaitTracker();
    boolean good = results.stream().allMatch(TaskResult::isSuccess);
    return new ProcessResult(good, good ? "all sent" : "not all sent");
  }
}
