package com.example.steady;

import java.util.Date;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.Scheduler;
import org.quartz.TriggerBuilder;
import org.quartz.core.JobRunShell;
import org.quartz.core.QuartzScheduler;
import org.quartz.spi.OperableTrigger;
import org.quartz.spi.TriggerFiredBundle;

/** What the scheduler's thread does for one firing: a bundle, a shell, and the shell runs. */
final class Firing {
  private final Scheduler scheduler;
  private final QuartzScheduler core;
  private final JobDetail job;
  private final OperableTrigger trigger;

  Firing(Scheduler scheduler, QuartzScheduler core, Class<? extends Job> type, String name) {
    this.scheduler = scheduler;
    this.core = core;
    this.job = JobBuilder.newJob(type).withIdentity(name, "steady").build();
    this.trigger =
        (OperableTrigger)
            TriggerBuilder.newTrigger()
                .withIdentity("at-once", "steady")
                .forJob(job)
                .startNow()
                .build();
  }

  void run(int number) throws Exception {
    OperableTrigger fired = (OperableTrigger) trigger.clone();
    fired.setFireInstanceId("steady-" + number);
    Date now = new Date();
    JobRunShell shell =
        new JobRunShell(
            scheduler, new TriggerFiredBundle(job, fired, null, false, now, now, null, null));
    shell.initialize(core);
    shell.run();
  }
}
