package com.example.once;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.quartz.JobBuilder;
import org.quartz.Scheduler;
import org.quartz.SimpleTrigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/** A plain main(): 20 tasks on a pool, 20 Quartz jobs, and out. */
public final class Once {
  static final int JOBS = 20;
  private static final int ROUNDS = 240;

  private Once() {}

  public static void main(String[] arguments) throws Exception {
    long total = poolTasks();
    Scheduler scheduler = scheduler();
    for (int i = 0; i < JOBS; i++) {
      scheduler.scheduleJob(
          JobBuilder.newJob(SumJob.class)
              .withIdentity(String.format("job-%02d", i), "once")
              .usingJobData("rounds", ROUNDS + i)
              .build(),
          trigger(i));
    }
    scheduler.start();
    SumJob.DONE.await();
    scheduler.shutdown(true);
    total += SumJob.TOTAL.get();
    // why: the harness reads this line as "main() is over" and checks that every job did its work
    System.out.println("DONE " + total);
  }

  private static long poolTasks() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    List<Future<Long>> results = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      int rounds = ROUNDS + i;
      results.add(pool.submit(() -> Work.sum(rounds)));
    }
    long total = 0;
    for (Future<Long> result : results) {
      total += result.get();
    }
    pool.shutdown();
    return total;
  }

  private static Scheduler scheduler() throws Exception {
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "once");
    properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    properties.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
    properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    properties.setProperty("org.quartz.threadPool.threadCount", "4");
    return new StdSchedulerFactory(properties).getScheduler();
  }

  private static SimpleTrigger trigger(int number) {
    return (SimpleTrigger)
        TriggerBuilder.newTrigger()
            .withIdentity(String.format("trigger-%02d", number), "once")
            .startNow()
            .build();
  }
}
