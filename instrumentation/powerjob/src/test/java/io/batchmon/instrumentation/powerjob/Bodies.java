package io.batchmon.instrumentation.powerjob;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import tech.powerjob.worker.common.ThreadLocalStore;
import tech.powerjob.worker.common.constants.TaskStatus;
import tech.powerjob.worker.core.processor.ProcessResult;
import tech.powerjob.worker.core.processor.TaskContext;
import tech.powerjob.worker.persistence.TaskDO;

/** What the processors do, by the parameters of their job. */
final class Bodies {
  private static final Map<String, Body> BODIES = new ConcurrentHashMap<>();

  /** The work of a task. */
  interface Body {
    ProcessResult run(TaskContext context) throws Exception;
  }

  private Bodies() {}

  static void put(String name, Body body) {
    BODIES.put(name, body);
  }

  static ProcessResult run(TaskContext context) throws Exception {
    awaitTracker();
    return Objects.requireNonNull(BODIES.get(context.getJobParams())).run(context);
  }

  /**
   * Waits until the tracker of the job knows that this task was received: what a task reports in
   * the millisecond before that is lost, and PowerJob waits for its end for ever.
   */
  static void awaitTracker() {
    TaskDO task = ThreadLocalStore.getTask();
    if (task == null) {
      return;
    }
    Object tasks = ThreadLocalStore.getRuntimeMeta().getTaskPersistenceService();
    long begin = System.nanoTime();
    while (status(tasks, task) < TaskStatus.WORKER_RECEIVED.getValue()) {
      assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(30));
      Thread.onSpinWait();
    }
  }

  // why: a class in PowerJob 4, an interface in 5
  private static int status(Object tasks, TaskDO task) {
    try {
      Optional<?> found =
          (Optional<?>)
              tasks
                  .getClass()
                  .getMethod("getTask", Long.class, String.class)
                  .invoke(tasks, task.getInstanceId(), task.getTaskId());
      return ((TaskDO) found.orElseThrow()).getStatus();
    } catch (ReflectiveOperationException otherVersion) {
      throw new LinkageError("getTask", otherVersion);
    }
  }
}
