package io.batchmon.instrumentation.xxljob;

import com.xxl.job.core.thread.JobThread;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.RunKind;
import java.util.Date;

/**
 * Called first of all for a trigger, in the thread of its job, with the admin's time and id; and in
 * other threads by whoever reads a log.
 */
public final class LogFileAdvice {
  private LogFileAdvice() {}

  public static void enter(Date triggered, long logId) {
    Thread thread = Thread.currentThread();
    if (!(thread instanceof JobThread)) {
      return;
    }
    // why: what a trigger before this one left behind; but that the thread is to stop stays known
    if (JobRuns.noted(thread) instanceof Throwable) {
      JobRuns.takeNote(thread);
    }
    Object noted = JobRuns.noted(((JobThread) thread).getHandler());
    String[] known = noted instanceof String[] ? (String[]) noted : new String[3];
    JobRun.Builder run =
        JobRun.builder(RunKind.JOB, JobName.of("xxl_job", known[0]))
            .byScheduler()
            .instanceId(Long.toString(logId))
            .scheduledMillis(triggered.getTime())
            .code(known[1], known[2]);
    JobRuns.begin(run.build(), thread);
  }
}
