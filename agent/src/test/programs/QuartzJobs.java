import static org.quartz.JobBuilder.newJob;
import static org.quartz.TriggerBuilder.newTrigger;

import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.quartz.impl.StdSchedulerFactory;

/** A scheduler with the jobs that its arguments name, each fired once; ends when all have run. */
public class QuartzJobs {
  static CountDownLatch left;

  public static class Good implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      System.out.println("settled");
      left.countDown();
    }
  }

  public static class Bad implements Job {
    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      left.countDown();
      throw new JobExecutionException(new IllegalStateException("no connection <to> orders & co"));
    }
  }

  public static class Refired implements Job {
    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      if (context.getRefireCount() == 0) {
        throw new JobExecutionException(new IllegalStateException("first try"), true);
      }
      left.countDown();
    }
  }

  public static class Exiting implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      System.exit(9);
    }
  }

  public static class Waiting implements Job {
    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      System.out.println("ready");
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException failure) {
        throw new JobExecutionException(failure);
      }
    }
  }

  public static void main(String[] args) throws Exception {
    left = new CountDownLatch(args.length);
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "billing");
    properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    properties.setProperty("org.quartz.threadPool.threadCount", "2");
    properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    // why: a scheduler that is started while its thread looks for triggers may wait its idle time,
    // half a minute, with or without an agent
    properties.setProperty("org.quartz.scheduler.idleWaitTime", "1000");
    Scheduler scheduler = new StdSchedulerFactory(properties).getScheduler();
    for (String name : args) {
      Class<? extends Job> type = Class.forName("QuartzJobs$" + name).asSubclass(Job.class);
      scheduler.scheduleJob(
          newJob(type).withIdentity(name, "night").build(),
          newTrigger().withIdentity("at once " + name).startNow().build());
    }
    scheduler.start();
    left.await();
    scheduler.shutdown(true);
  }
}
