package io.batchmon.agent.telemetry;

import com.sun.management.ThreadMXBean;
import io.batchmon.agent.run.ThreadCosts;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** As HotSpot counts: the bean is asked as an object, and no MBean server is started. */
final class JvmThreadCosts implements ThreadCosts {
  private final ThreadMXBean threads;

  private JvmThreadCosts(ThreadMXBean threads) {
    this.threads = threads;
  }

  /** Loads the management classes; null where the JVM does not count, or not cheaply. */
  static @Nullable ThreadCosts ifThere() {
    try {
      java.lang.management.ThreadMXBean bean = ManagementFactory.getThreadMXBean();
      if (bean instanceof ThreadMXBean
          && bean.isCurrentThreadCpuTimeSupported()
          && bean.isThreadCpuTimeEnabled()
          && ((ThreadMXBean) bean).isThreadAllocatedMemorySupported()
          && ((ThreadMXBean) bean).isThreadAllocatedMemoryEnabled()) {
        JvmThreadCosts costs = new JvmThreadCosts((ThreadMXBean) bean);
        // why: whatever it still has to load is not to be loaded by a job
        return costs.cpuNanos() >= 0 && costs.allocatedBytes() >= 0 ? costs : null;
      }
      return null;
    } catch (LinkageError | RuntimeException notThere) {
      // why: a JVM may be made without the management modules, or forbid their use
      return null;
    }
  }

  @Override
  public long cpuNanos() {
    return threads.getCurrentThreadCpuTime();
  }

  @Override
  @SuppressWarnings("deprecation") // why: its successor is not there before Java 19
  public long allocatedBytes() {
    return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
