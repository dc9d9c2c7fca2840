package com.example.steady;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;

/**
 * Gives tasks that do nothing to a pool of one thread, outside of any job and inside one of Quartz.
 * The pool's thread waits until a thousand are there, so nobody is woken for each. Prints one line
 * per block: ns of CPU and bytes per task, of both threads together, outside, then inside.
 */
public final class PoolTasks {
  private static final int AT_ONCE = 1000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final ThreadPoolExecutor POOL =
      new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
  private static int tasks;
  private static long worker;
  private static long ran;
  private static long[] inside = new long[2];

  private PoolTasks() {}

  /** Arguments: tasks per block, blocks to warm up with, blocks to measure. */
  public static void main(String[] arguments) throws Exception {
    tasks = Integer.parseInt(arguments[0]);
    int warmUp = Integer.parseInt(arguments[1]);
    int blocks = Integer.parseInt(arguments[2]);
    // why: to an agent the main() may be a job as well, and its thread be inside it
    FutureTask<Void> measuring =
        new FutureTask<>(
            () -> {
              measure(warmUp, blocks);
              return null;
            });
    new Thread(measuring).start();
    measuring.get();
    System.out.println("DONE " + ran);
  }

  private static void measure(int warmUp, int blocks) throws Exception {
    OpenFactory factory = new OpenFactory();
    Scheduler scheduler = factory.getScheduler();
    Firing firing = new Firing(scheduler, factory.core(), PoolJob.class, "pool-work");
    worker = POOL.submit(() -> Thread.currentThread().getId()).get();
    for (int block = 0; block < warmUp + blocks; block++) {
      long[] outside = block();
      firing.run(block);
      if (block >= warmUp) {
        System.out.println(
            "BLOCK " + outside[0] + " " + outside[1] + " " + inside[0] + " " + inside[1]);
      }
    }
    POOL.shutdown();
    scheduler.shutdown(true);
  }

  /** The job that hands work to the pool. */
  public static final class PoolJob implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      try {
        inside = block();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A task of its own each time, as in most programs. */
  private static final class Task implements Runnable {
    @Override
    public void run() {
      ran++;
    }
  }

  private static long[] block() throws InterruptedException {
    long self = Thread.currentThread().getId();
    long cpu = THREADS.getThreadCpuTime(self) + THREADS.getThreadCpuTime(worker);
    long bytes = THREADS.getThreadAllocatedBytes(self) + THREADS.getThreadAllocatedBytes(worker);
    for (int done = 0; done < tasks; done += AT_ONCE) {
      CountDownLatch gate = new CountDownLatch(1);
      CountDownLatch last = new CountDownLatch(1);
      POOL.execute(() -> awaitQuietly(gate));
      for (int i = 0; i < AT_ONCE; i++) {
        POOL.execute(new Task());
      }
      POOL.execute(last::countDown);
      gate.countDown();
      last.await();
    }
    cpu = THREADS.getThreadCpuTime(self) + THREADS.getThreadCpuTime(worker) - cpu;
    bytes = THREADS.getThreadAllocatedBytes(self) + THREADS.getThreadAllocatedBytes(worker) - bytes;
    return new long[] {cpu / tasks, bytes / tasks};
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
