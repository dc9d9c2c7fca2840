import static org.quartz.JobBuilder.newJob;
import static org.quartz.TriggerBuilder.newTrigger;

import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.impl.StdSchedulerFactory;

/** Failing jobs with the names that an operator would not choose; all run, then the JVM ends. */
public class OddNames {
  static CountDownLatch left;

  public static class Failing implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      context.getMergedJobDataMap().put("changed", "by the job");
      context.getJobDetail().getJobDataMap().clear();
      left.countDown();
      throw new IllegalStateException("failed on purpose");
    }
  }

  public static void main(String[] args) throws Exception {
    StringBuilder endless = new StringBuilder();
    for (int i = 0; i < 10000; i++) {
      endless.append((char) ('a' + i % 26));
    }
    String[] names = {
      endless.toString(),
      "\uD83D\uDCB8 pay \u00FC",
      "a\tb\u0000c\u001b[31m\nd",
      "<!channel> & <b>",
      "\uD83D"
    };
    left = new CountDownLatch(names.length);
    Properties properties = new Properties();
    properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    properties.setProperty("org.quartz.threadPool.threadCount", "1");
    properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    Scheduler scheduler = new StdSchedulerFactory(properties).getScheduler();
    for (String name : names) {
      scheduler.scheduleJob(
          newJob(Failing.class).withIdentity(name, "night").usingJobData("key", "value").build(),
          newTrigger().startNow().build());
    }
    scheduler.start();
    left.await();
    scheduler.shutdown(true);
    System.out.println("done");
  }
}
