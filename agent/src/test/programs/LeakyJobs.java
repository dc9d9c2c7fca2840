import static org.quartz.JobBuilder.newJob;
import static org.quartz.TriggerBuilder.newTrigger;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.quartz.impl.StdSchedulerFactory;

/**
 * Writes what should not be written, a text per line of the file that is its first argument: into
 * names of jobs, groups, triggers and threads, data of jobs, messages of exceptions and its log.
 */
public class LeakyJobs {
  static CountDownLatch left;

  public static class Leaky implements Job {
    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      try {
        String text = context.getMergedJobDataMap().getString("text");
        System.out.println("log line: " + text);
        Thread.currentThread().setName("worker of " + text);
        Exception cause = new IllegalArgumentException("caused by " + text);
        cause.addSuppressed(new IllegalStateException("beside " + text));
        throw new JobExecutionException(text, cause);
      } finally {
        left.countDown();
      }
    }
  }

  public static void main(String[] args) throws Exception {
    List<String> texts = new ArrayList<>();
    for (String line : Files.readAllLines(Paths.get(args[0]), StandardCharsets.UTF_8)) {
      texts.add(line.replace("\\n", "\n"));
    }
    left = new CountDownLatch(texts.size());
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "billing");
    properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    properties.setProperty("org.quartz.threadPool.threadCount", "2");
    properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    Scheduler scheduler = new StdSchedulerFactory(properties).getScheduler();
    int number = 0;
    for (String text : texts) {
      scheduler.scheduleJob(
          newJob(Leaky.class)
              .withIdentity("job " + ++number + " " + text, "of " + text)
              .usingJobData("text", text)
              .build(),
          newTrigger().withIdentity("at once " + number + " " + text).startNow().build());
    }
    scheduler.start();
    left.await();
    String first = texts.get(0);
    ExecutorService pool =
        Executors.newFixedThreadPool(1, task -> new Thread(task, "pool of " + first + "-1"));
    pool.submit(
        (Runnable)
            () -> {
              throw new IllegalStateException(first);
            });
    pool.shutdown();
    scheduler.shutdown(true);
    throw new IllegalStateException("at the end " + first);
  }
}
