package com.example.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import com.sun.management.ThreadMXBean;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.slf4j.LoggerFactory;

/**
 * Logs INFO lines with a parameter through a pattern that names the trace, into nothing: first in a
 * thread of its own, then in a Quartz job. Prints one line per block: where, ns of CPU and bytes of
 * the thread, each per line.
 */
public final class Lines {
  private static final CountDownLatch DONE = new CountDownLatch(1);

  private static int lines;
  private static int warmUp;
  private static int blocks;

  private Lines() {}

  /** Arguments: lines per block, blocks to warm up with, blocks to measure. */
  public static void main(String[] arguments) throws Exception {
    lines = Integer.parseInt(arguments[0]);
    warmUp = Integer.parseInt(arguments[1]);
    blocks = Integer.parseInt(arguments[2]);
    appendToNothing();
    Thread outside = new Thread(() -> measure("outside"));
    outside.start();
    outside.join();
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "log");
    properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    properties.setProperty("org.quartz.threadPool.threadCount", "1");
    Scheduler scheduler = new StdSchedulerFactory(properties).getScheduler();
    scheduler.scheduleJob(
        JobBuilder.newJob(Logs.class).withIdentity("lines", "log").build(),
        TriggerBuilder.newTrigger().startNow().build());
    scheduler.start();
    DONE.await();
    scheduler.shutdown(true);
    System.out.println("DONE " + 2L * lines * (warmUp + blocks));
  }

  private static void appendToNothing() {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    LoggerContext context = root.getLoggerContext();
    root.detachAndStopAllAppenders();
    root.setLevel(Level.WARN);
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%d %p %c %X{trace_id} %m%n");
    encoder.start();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(OutputStream.nullOutputStream());
    appender.start();
    Logger logger = context.getLogger("com.example.log");
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
    logger.addAppender(appender);
  }

  private static void measure(String where) {
    org.slf4j.Logger logger = LoggerFactory.getLogger("com.example.log.Loader");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int block = 0; block < warmUp + blocks; block++) {
      long cpu = threads.getCurrentThreadCpuTime();
      long bytes = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < lines; i++) {
        logger.info("{} invoices of nightly loaded", i);
      }
      bytes = threads.getCurrentThreadAllocatedBytes() - bytes;
      cpu = threads.getCurrentThreadCpuTime() - cpu;
      if (block >= warmUp) {
        System.out.println("BLOCK " + where + " " + cpu / lines + " " + bytes / lines);
      }
    }
  }

  /** The job that logs. */
  public static final class Logs implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      measure("inside");
      DONE.countDown();
    }
  }
}
