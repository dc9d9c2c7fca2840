package com.example.once;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** One small piece of work, as a Quartz job. */
public final class SumJob implements Job {
  static final CountDownLatch DONE = new CountDownLatch(Once.JOBS);
  static final AtomicLong TOTAL = new AtomicLong();

  @Override
  public void execute(JobExecutionContext context) {
    TOTAL.addAndGet(Work.sum(context.getMergedJobDataMap().getInt("rounds")));
    DONE.countDown();
  }
}
