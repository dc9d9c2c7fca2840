package com.example.http;

import com.sun.management.ThreadMXBean;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/**
 * GETs by HttpURLConnection to a server in the same JVM, over one connection that is kept alive:
 * outside any job, then in a Quartz job. Prints one line per block, {@code OUTSIDE} or {@code
 * BLOCK}: ns of CPU of the calling thread and bytes it allocated, each per call.
 */
public final class HttpCalls {
  private static final CountDownLatch DONE = new CountDownLatch(1);
  private static int calls;
  private static int warmUp;
  private static int blocks;
  private static URL url;

  private HttpCalls() {}

  /** Arguments: calls per block, blocks to warm up with, blocks to measure. */
  public static void main(String[] arguments) throws Exception {
    calls = Integer.parseInt(arguments[0]);
    warmUp = Integer.parseInt(arguments[1]);
    blocks = Integer.parseInt(arguments[2]);
    // why: it writes head and body apart, and would wait for an acknowledgement in between
    System.setProperty("sun.net.httpserver.nodelay", "true");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newSingleThreadExecutor());
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 1);
          exchange.getResponseBody().write('y');
          exchange.close();
        });
    server.start();
    url = new URL("http://127.0.0.1:" + server.getAddress().getPort() + "/rates?day=1");
    Thread outside = new Thread(() -> measure("OUTSIDE"));
    outside.start();
    outside.join();
    Scheduler scheduler = scheduler();
    scheduler.scheduleJob(
        JobBuilder.newJob(Calls.class).withIdentity("calls", "http").build(),
        TriggerBuilder.newTrigger().withIdentity("at-once", "http").startNow().build());
    scheduler.start();
    DONE.await();
    scheduler.shutdown(true);
    System.out.println("DONE " + calls);
    System.exit(0);
  }

  private static Scheduler scheduler() throws Exception {
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "http");
    properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    properties.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
    properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    properties.setProperty("org.quartz.threadPool.threadCount", "1");
    return new StdSchedulerFactory(properties).getScheduler();
  }

  /** The job that calls. */
  public static final class Calls implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      measure("BLOCK");
      DONE.countDown();
    }
  }

  private static void measure(String where) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    for (int block = 0; block < warmUp + blocks; block++) {
      long cpu = threads.getCurrentThreadCpuTime();
      long bytes = threads.getThreadAllocatedBytes(self);
      for (int i = 0; i < calls; i++) {
        call();
      }
      bytes = threads.getThreadAllocatedBytes(self) - bytes;
      cpu = threads.getCurrentThreadCpuTime() - cpu;
      if (block >= warmUp) {
        System.out.println(where + " " + cpu / calls + " " + bytes / calls);
      }
    }
  }

  private static void call() {
    try {
      HttpURLConnection connection = (HttpURLConnection) url.openConnection();
      if (connection.getResponseCode() != 200) {
        throw new IllegalStateException("answered " + connection.getResponseCode());
      }
      try (InputStream in = connection.getInputStream()) {
        if (in.read() != 'y' || in.read() >= 0) {
          throw new IllegalStateException("another answer");
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
