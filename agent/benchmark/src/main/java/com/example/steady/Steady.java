package com.example.steady;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;

/**
 * Runs a job that does nothing through Quartz's own JobRunShell, on one thread, without the waiting
 * of a scheduler. Prints one line per block: ns of CPU of the thread, ns of CPU of the process and
 * bytes allocated by the thread, each per run.
 */
public final class Steady {
  private static int ran;

  private Steady() {}

  /** Arguments: runs per block, blocks to warm up with, blocks to measure. */
  public static void main(String[] arguments) throws Exception {
    int runs = Integer.parseInt(arguments[0]);
    int warmUp = Integer.parseInt(arguments[1]);
    int blocks = Integer.parseInt(arguments[2]);
    OpenFactory factory = new OpenFactory();
    Scheduler scheduler = factory.getScheduler();
    Firing firing = new Firing(scheduler, factory.core(), NoWork.class, "no-work");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long self = Thread.currentThread().getId();
    for (int block = 0; block < warmUp + blocks; block++) {
      long threadCpu = threads.getCurrentThreadCpuTime();
      long processCpu = process.getProcessCpuTime();
      long bytes = threads.getThreadAllocatedBytes(self);
      for (int i = 0; i < runs; i++) {
        firing.run(i);
      }
      bytes = threads.getThreadAllocatedBytes(self) - bytes;
      threadCpu = threads.getCurrentThreadCpuTime() - threadCpu;
      processCpu = process.getProcessCpuTime() - processCpu;
      if (block >= warmUp) {
        System.out.println(
            "BLOCK " + threadCpu / runs + " " + processCpu / runs + " " + bytes / runs);
      }
    }
    scheduler.shutdown(true);
    System.out.println("DONE " + ran);
  }

  /** The job that does nothing. */
  public static final class NoWork implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      ran++;
    }
  }
}
