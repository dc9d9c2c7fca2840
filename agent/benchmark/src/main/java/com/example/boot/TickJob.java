package com.example.boot;

import java.util.concurrent.CountDownLatch;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** A Quartz job that only counts. */
public class TickJob implements Job {
  static final int COUNT = 5;
  static final CountDownLatch DONE = new CountDownLatch(COUNT);

  @Override
  public void execute(JobExecutionContext context) {
    DONE.countDown();
  }
}
