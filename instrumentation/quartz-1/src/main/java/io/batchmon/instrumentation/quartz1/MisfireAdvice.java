package io.batchmon.instrumentation.quartz1;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import java.util.Date;
import org.quartz.Trigger;
import org.quartz.core.QuartzScheduler;

/** Called when a trigger was due longer ago than the misfire threshold. */
public final class MisfireAdvice {
  private MisfireAdvice() {}

  public static void enter(QuartzScheduler scheduler, Trigger trigger) {
    // why: both job stores call this before they move the trigger on, so next is what was missed
    Date missed = trigger.getNextFireTime();
    JobRuns.missed(
        JobName.of("quartz", trigger.getJobGroup(), trigger.getJobName()),
        missed == null ? JobRun.NO_TIME : missed.getTime(),
        "misfire of trigger " + trigger.getName());
  }
}
