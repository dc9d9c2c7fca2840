package com.example.sql;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/**
 * Inserts rows into H2 in memory by a prepared statement: one by one in a thread of its own, then
 * in a Quartz job one by one and in batches of a thousand. Prints one line per block: where, ns of
 * CPU and bytes of the thread, each per row.
 */
public final class Inserts {
  private static final int BATCH = 1000;
  private static final CountDownLatch DONE = new CountDownLatch(1);

  private static int rows;
  private static int warmUp;
  private static int blocks;
  private static long inserted;

  private Inserts() {}

  /** Arguments: rows per block, blocks to warm up with, blocks to measure. */
  public static void main(String[] arguments) throws Exception {
    rows = Integer.parseInt(arguments[0]);
    warmUp = Integer.parseInt(arguments[1]);
    blocks = Integer.parseInt(arguments[2]);
    Thread outside = new Thread(() -> measure("outside", false));
    outside.start();
    outside.join();
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "sql");
    properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    properties.setProperty("org.quartz.threadPool.threadCount", "1");
    Scheduler scheduler = new StdSchedulerFactory(properties).getScheduler();
    scheduler.scheduleJob(
        JobBuilder.newJob(Loads.class).withIdentity("inserts", "sql").build(),
        TriggerBuilder.newTrigger().startNow().build());
    scheduler.start();
    DONE.await();
    scheduler.shutdown(true);
    System.out.println("DONE " + inserted);
  }

  private static void measure(String where, boolean batches) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:" + where);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (int block = 0; block < warmUp + blocks; block++) {
        statement.execute("DROP TABLE IF EXISTS orders");
        statement.execute("CREATE TABLE orders (id INT PRIMARY KEY, note VARCHAR(100))");
        long cpu = threads.getCurrentThreadCpuTime();
        long bytes = threads.getCurrentThreadAllocatedBytes();
        inserted += insert(connection, batches);
        bytes = threads.getCurrentThreadAllocatedBytes() - bytes;
        cpu = threads.getCurrentThreadCpuTime() - cpu;
        if (block >= warmUp) {
          System.out.println("BLOCK " + where + " " + cpu / rows + " " + bytes / rows);
        }
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static long insert(Connection connection, boolean batches) throws SQLException {
    long changed = 0;
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO orders (id, note) VALUES (?, ?)")) {
      for (int i = 0; i < rows; i++) {
        insert.setInt(1, i);
        insert.setString(2, "nightly");
        if (!batches) {
          changed += insert.executeUpdate();
        } else {
          insert.addBatch();
          if ((i + 1) % BATCH == 0) {
            changed += insert.executeBatch().length;
          }
        }
      }
    }
    connection.commit();
    return changed;
  }

  /** The job that inserts. */
  public static final class Loads implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      measure("inside", false);
      measure("batches", true);
      DONE.countDown();
    }
  }
}
