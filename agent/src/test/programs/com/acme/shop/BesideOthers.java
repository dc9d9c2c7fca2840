package com.acme.shop;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobListener;
import org.quartz.Scheduler;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.listeners.JobListenerSupport;

/**
 * A server and two Quartz jobs: one calls the server, where something is settled by hand, the other
 * fails. Says what it did and how often each call was told of a trace, and ends.
 */
public class BesideOthers {
  static final Logger LOG = Logger.getLogger("com.acme.Shop");
  static volatile int port;

  static class Served extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      LOG.info("order");
      new Settlement().run();
      int told = Collections.list(request.getHeaders("traceparent")).size();
      response.getWriter().write("settled, told " + told);
    }
  }

  public static class Settlement {
    public void run() {
      LOG.info("settling");
    }
  }

  public static class Ordering implements Job {
    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      try {
        LOG.info("ordering");
        System.out.println(get("http://127.0.0.1:" + port + "/orders"));
      } catch (IOException failure) {
        throw new JobExecutionException(failure);
      }
    }
  }

  public static class Closing implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      throw new IllegalStateException("the ledger is closed");
    }
  }

  static String get(String url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) new URL(url).openConnection();
    InputStream in = connection.getInputStream();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0; next = in.read()) {
      body.write(next);
    }
    in.close();
    return connection.getResponseCode() + " " + body;
  }

  public static void main(String[] args) throws Exception {
    Logger.getLogger("").setLevel(Level.OFF);
    Logger.getLogger("com.acme").setLevel(Level.INFO);
    Tomcat tomcat = new Tomcat();
    File directory = new File(System.getProperty("java.io.tmpdir"));
    tomcat.setBaseDir(directory.getPath());
    tomcat.setPort(0);
    Context context = tomcat.addContext("", directory.getPath());
    Tomcat.addServlet(context, "orders", new Served());
    context.addServletMappingDecoded("/orders", "orders");
    tomcat.getConnector();
    tomcat.start();
    port = tomcat.getConnector().getLocalPort();
    Scheduler scheduler = new StdSchedulerFactory().getScheduler();
    CountDownLatch ended = new CountDownLatch(2);
    scheduler.getListenerManager().addJobListener(counting(ended));
    fire(scheduler, Ordering.class);
    fire(scheduler, Closing.class);
    scheduler.start();
    ended.await();
    scheduler.shutdown(true);
    tomcat.stop();
    tomcat.destroy();
    System.out.println("closed");
  }

  private static JobListener counting(CountDownLatch ended) {
    return new JobListenerSupport() {
      @Override
      public String getName() {
        return "counting";
      }

      @Override
      public void jobWasExecuted(JobExecutionContext context, JobExecutionException failure) {
        ended.countDown();
      }
    };
  }

  private static void fire(Scheduler scheduler, Class<? extends Job> type) throws Exception {
    scheduler.scheduleJob(
        JobBuilder.newJob(type).withIdentity(type.getSimpleName(), "shop").build(),
        TriggerBuilder.newTrigger().startNow().build());
  }
}
