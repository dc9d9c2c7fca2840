package io.batchmon.agent.telemetry;

import com.sun.management.OperatingSystemMXBean;
import io.batchmon.agent.run.Clock;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the JVM uses, as its beans tell; they are asked as objects, and no MBean server is started.
 * Confined to the telemetry thread.
 */
final class JvmMetrics {
  private static final Attributes ALL = Attributes.empty();
  private static final Attributes DAEMONS = threads(true);
  private static final Attributes OTHERS = threads(false);

  private final Clock clock;
  private final List<Collector> collectors = new ArrayList<>();
  private final List<Memory> memories = new ArrayList<>();
  private final List<BufferPoolMXBean> buffers =
      ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final ClassLoadingMXBean classes = ManagementFactory.getClassLoadingMXBean();
  private final @Nullable OperatingSystemMXBean system;
  private final Instrument pauses;
  private final Instrument used;
  private final Instrument committed;
  private final Instrument limit;
  private final Instrument usedAfterGc;
  private final Instrument threadCount;
  private final Instrument classCount;
  private final RunningTotal loaded;
  private final RunningTotal unloaded;
  private final Instrument bufferUsed;
  private final Instrument bufferLimit;
  private final Instrument bufferCount;
  private final Instrument processors;
  private final Instrument utilization;
  private final RunningTotal cpuTime;
  private long lastNanos;
  private long lastCpuNanos;

  /** Each collector and how much of it was counted. */
  private static final class Collector {
    final GarbageCollectorMXBean bean;
    final Attributes attributes;
    long count;
    long millis;

    Collector(GarbageCollectorMXBean bean) {
      this.bean = bean;
      AttributesBuilder builder =
          Attributes.builder().put(TelemetryNames.JVM_GC_NAME, bean.getName());
      String action = action(bean.getName());
      if (action != null) {
        builder.put(TelemetryNames.JVM_GC_ACTION, action);
      }
      this.attributes = builder.build();
    }
  }

  private static final class Memory {
    final MemoryPoolMXBean bean;
    final Attributes attributes;

    Memory(MemoryPoolMXBean bean) {
      this.bean = bean;
      String type = bean.getType() == MemoryType.HEAP ? "heap" : "non_heap";
      this.attributes =
          Attributes.builder()
              .put(TelemetryNames.JVM_MEMORY_TYPE, type)
              .put(TelemetryNames.JVM_MEMORY_POOL, bean.getName())
              .build();
    }
  }

  JvmMetrics(JobMetrics metrics, Clock clock) {
    this.clock = clock;
    for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
      collectors.add(new Collector(bean));
    }
    for (MemoryPoolMXBean bean : ManagementFactory.getMemoryPoolMXBeans()) {
      memories.add(new Memory(bean));
    }
    java.lang.management.OperatingSystemMXBean bean = ManagementFactory.getOperatingSystemMXBean();
    system = bean instanceof OperatingSystemMXBean ? (OperatingSystemMXBean) bean : null;
    pauses =
        metrics.with(
            Instrument.Kind.PAUSES, TelemetryNames.JVM_GC_DURATION, "s", "Duration of collections");
    used = now(metrics, TelemetryNames.JVM_MEMORY_USED, "By", "Memory in use");
    committed = now(metrics, TelemetryNames.JVM_MEMORY_COMMITTED, "By", "Memory committed");
    limit = now(metrics, TelemetryNames.JVM_MEMORY_LIMIT, "By", "Most that a pool may have");
    usedAfterGc =
        now(metrics, TelemetryNames.JVM_MEMORY_AFTER_GC, "By", "In use after the last collection");
    threadCount = now(metrics, TelemetryNames.JVM_THREAD_COUNT, "{thread}", "Threads");
    classCount = now(metrics, TelemetryNames.JVM_CLASS_COUNT, "{class}", "Classes loaded now");
    loaded = total(metrics, TelemetryNames.JVM_CLASS_LOADED, "Classes loaded since the start");
    unloaded = total(metrics, TelemetryNames.JVM_CLASS_UNLOADED, "Classes unloaded");
    bufferUsed = now(metrics, TelemetryNames.JVM_BUFFER_USED, "By", "Memory of buffers");
    bufferLimit = now(metrics, TelemetryNames.JVM_BUFFER_LIMIT, "By", "Capacity of buffers");
    bufferCount = now(metrics, TelemetryNames.JVM_BUFFER_COUNT, "{buffer}", "Buffers");
    processors = now(metrics, TelemetryNames.JVM_CPU_COUNT, "{cpu}", "Processors");
    utilization =
        metrics
            .with(
                Instrument.Kind.GAUGE,
                TelemetryNames.JVM_CPU_UTILIZATION,
                "1",
                "Part of the processors that was used")
            .inBillionths();
    cpuTime =
        new RunningTotal(
            metrics
                .with(
                    Instrument.Kind.COUNTER, TelemetryNames.JVM_CPU_TIME, "s", "CPU of the process")
                .inBillionths(),
            ALL,
            0);
    lastNanos = clock.nanoTime();
    lastCpuNanos = cpuNanos();
    countCollections();
  }

  private static Instrument now(JobMetrics metrics, String name, String unit, String description) {
    return metrics.with(Instrument.Kind.UP_DOWN, name, unit, description);
  }

  private static RunningTotal total(JobMetrics metrics, String name, String description) {
    return new RunningTotal(
        metrics.with(Instrument.Kind.COUNTER, name, "{class}", description), ALL, 0);
  }

  private static Attributes threads(boolean daemon) {
    return Attributes.builder().put(TelemetryNames.JVM_THREAD_DAEMON, daemon).build();
  }

  /** What HotSpot says when such a collection is over; null where that is not known. */
  static @Nullable String action(String collector) {
    switch (collector) {
      case "Copy":
      case "ParNew":
      case "PS Scavenge":
      case "G1 Young Generation":
        return "end of minor GC";
      case "MarkSweepCompact":
      case "PS MarkSweep":
      case "ConcurrentMarkSweep":
      case "G1 Old Generation":
        return "end of major GC";
      case "G1 Concurrent GC":
        return "end of concurrent GC pause";
      case "ZGC Cycles":
      case "ZGC Minor Cycles":
      case "ZGC Major Cycles":
      case "Shenandoah Cycles":
        return "end of GC cycle";
      case "ZGC Pauses":
      case "ZGC Minor Pauses":
      case "ZGC Major Pauses":
      case "Shenandoah Pauses":
        return "end of GC pause";
      default:
        return null;
    }
  }

  /**
   * The collections since the last call. Where there was more than one of a collector, each counts
   * as their mean.
   */
  void countCollections() {
    for (Collector collector : collectors) {
      long count = collector.bean.getCollectionCount();
      long more = count - collector.count;
      if (more > 0) {
        long millis = collector.bean.getCollectionTime();
        double seconds = Math.max(0, millis - collector.millis) / 1e3 / more;
        for (long i = 0; i < more; i++) {
          pauses.record(collector.attributes, seconds);
        }
        collector.count = count;
        collector.millis = millis;
      }
    }
  }

  /** Everything but collections. */
  void read() {
    readCpu();
    for (Memory memory : memories) {
      MemoryUsage usage = memory.bean.getUsage();
      if (usage != null) {
        used.set(memory.attributes, usage.getUsed());
        committed.set(memory.attributes, usage.getCommitted());
        if (usage.getMax() >= 0) {
          limit.set(memory.attributes, usage.getMax());
        }
      }
      MemoryUsage left = memory.bean.getCollectionUsage();
      if (left != null) {
        usedAfterGc.set(memory.attributes, left.getUsed());
      }
    }
    int daemons = threads.getDaemonThreadCount();
    threadCount.set(DAEMONS, daemons);
    threadCount.set(OTHERS, Math.max(0, threads.getThreadCount() - daemons));
    loaded.now(classes.getTotalLoadedClassCount());
    unloaded.now(classes.getUnloadedClassCount());
    classCount.set(ALL, classes.getLoadedClassCount());
    for (BufferPoolMXBean pool : buffers) {
      Attributes attributes =
          Attributes.builder().put(TelemetryNames.JVM_BUFFER_POOL, pool.getName()).build();
      bufferUsed.set(attributes, pool.getMemoryUsed());
      bufferLimit.set(attributes, pool.getTotalCapacity());
      bufferCount.set(attributes, pool.getCount());
    }
  }

  private void readCpu() {
    int count = Runtime.getRuntime().availableProcessors();
    processors.set(ALL, count);
    long cpu = cpuNanos();
    if (cpu < 0) {
      return;
    }
    cpuTime.now(cpu);
    long now = clock.nanoTime();
    long available = (now - lastNanos) * count;
    if (available > 0) {
      // why: the bean's own load is of the time since anybody asked for it
      double part = (double) (cpu - lastCpuNanos) / available;
      utilization.set(ALL, (long) (Math.min(1, Math.max(0, part)) * 1e9));
    }
    lastNanos = now;
    lastCpuNanos = cpu;
  }

  private long cpuNanos() {
    return system == null ? -1 : system.getProcessCpuTime();
  }
}
