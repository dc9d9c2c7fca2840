import static org.quartz.JobBuilder.newJob;
import static org.quartz.TriggerBuilder.newTrigger;

import java.io.File;
import java.util.Properties;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.quartz.impl.StdSchedulerFactory;

/**
 * A server whose job fails, works again once the file that is its first argument exists, and which
 * ends when its second one does.
 */
public class Flaky {
  public static class Nightly implements Job {
    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      String file = context.getMergedJobDataMap().getString("file");
      if (!new File(file).exists()) {
        throw new JobExecutionException(new IllegalStateException("no connection to orders"));
      }
    }
  }

  public static void main(String[] args) throws Exception {
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "billing");
    properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    properties.setProperty("org.quartz.threadPool.threadCount", "2");
    properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    Scheduler scheduler = new StdSchedulerFactory(properties).getScheduler();
    scheduler.start();
    fire(scheduler, "first", args[0]);
    await(args[0]);
    fire(scheduler, "second", args[0]);
    await(args[1]);
    scheduler.shutdown(true);
  }

  private static void fire(Scheduler scheduler, String trigger, String file) throws Exception {
    if (scheduler.checkExists(org.quartz.JobKey.jobKey("Nightly", "night"))) {
      scheduler.scheduleJob(
          newTrigger().withIdentity(trigger).forJob("Nightly", "night").startNow().build());
    } else {
      scheduler.scheduleJob(
          newJob(Nightly.class)
              .withIdentity("Nightly", "night")
              .usingJobData("file", file)
              .storeDurably()
              .build(),
          newTrigger().withIdentity(trigger).startNow().build());
    }
  }

  private static void await(String file) throws InterruptedException {
    while (!new File(file).exists()) {
      Thread.sleep(20);
    }
  }
}
