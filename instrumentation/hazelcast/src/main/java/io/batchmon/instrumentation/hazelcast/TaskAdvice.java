package io.batchmon.instrumentation.hazelcast;

import com.hazelcast.core.HazelcastException;
import com.hazelcast.scheduledexecutor.impl.ScheduledRunnableAdapter;
import com.hazelcast.scheduledexecutor.impl.ScheduledTaskDescriptor;
import com.hazelcast.scheduledexecutor.impl.TaskDefinition;
import io.batchmon.job.JdkTasks;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Called in a thread of the executor. What a task throws ends its schedule and is logged at most.
 */
public final class TaskAdvice {
  private static final int UUID_LENGTH = 36;
  private static final int UUID_DASHES = 4;

  private TaskAdvice() {}

  public static OpenRun enter(Object runner, ScheduledTaskDescriptor descriptor) {
    TaskDefinition<?> task = descriptor.getDefinition();
    JobRun.Builder run;
    if (isGenerated(task.getName())) {
      Object command = task.getCommand();
      if (command instanceof ScheduledRunnableAdapter) {
        command = ((ScheduledRunnableAdapter<?>) command).getRunnable();
      }
      run = JdkTasks.run("hazelcast", command, task.getUnit().toNanos(task.getPeriod()));
    } else {
      run = JobRun.builder(RunKind.JOB, JobName.of("hazelcast", task.getName())).byScheduler();
      if (task.getPeriod() > 0) {
        run.schedule(
            "every " + task.getPeriod() + ' ' + task.getUnit().name().toLowerCase(Locale.ROOT));
      }
    }
    return JobRuns.begin(run.build());
  }

  public static void exit(
      OpenRun run, Object runner, ScheduledTaskDescriptor descriptor, @Nullable Throwable thrown) {
    if (thrown == null) {
      JobRuns.end(run, RunResult.succeeded());
      return;
    }
    // why: Hazelcast wraps what is checked, and nothing else
    Throwable cause = thrown.getClass() == HazelcastException.class ? thrown.getCause() : null;
    RunResult failed = RunResult.failed(cause == null ? thrown : cause);
    JobRuns.end(run, descriptor.getDefinition().getPeriod() > 0 ? failed.scheduleDied("") : failed);
  }

  // why: a task without a name is given a UUID, another one each time
  private static boolean isGenerated(@Nullable String name) {
    if (name == null) {
      return true;
    }
    if (name.length() != UUID_LENGTH) {
      return false;
    }
    int dashes = 0;
    for (int i = 0; i < UUID_LENGTH; i++) {
      char letter = name.charAt(i);
      if (letter == '-') {
        dashes++;
      } else if (Character.digit(letter, 16) < 0) {
        return false;
      }
    }
    return dashes == UUID_DASHES;
  }
}
