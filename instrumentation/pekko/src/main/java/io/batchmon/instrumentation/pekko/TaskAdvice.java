package io.batchmon.instrumentation.pekko;

import io.batchmon.job.JdkTasks;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.RunResult;

/** Called before and after a task inside its firing; not after one that threw. */
public final class TaskAdvice {
  private TaskAdvice() {}

  public static void enter(Runnable task) {
    String type = task.getClass().getName();
    // why: messages to actors are tasks of the library; the note stays, and says so at the end
    if (type.startsWith("akka.") || type.startsWith("org.apache.pekko.")) {
      return;
    }
    Object firing = JobRuns.takeNote(Thread.currentThread());
    if (!(firing instanceof Object[])) {
      return;
    }
    Object noted = JobRuns.noted(task);
    long period = noted instanceof Long ? (Long) noted : 0;
    long scheduled = (Long) ((Object[]) firing)[1];
    JobRun.Builder run = JdkTasks.run((String) ((Object[]) firing)[0], task, period);
    run.scheduledMillis(scheduled);
    if (period > 0 && scheduled != JobRun.NO_TIME) {
      run.nextMillis(scheduled + period / 1_000_000);
    }
    JobRuns.begin(run.build(), Thread.currentThread());
  }

  public static void exit() {
    if (JobRuns.takeNote(Thread.currentThread()) == null) {
      JobRuns.end(JobRuns.open(Thread.currentThread()), RunResult.succeeded());
    }
  }
}
