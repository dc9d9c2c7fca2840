package io.batchmon.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.OperatingSystemMXBean;
import io.batchmon.agent.config.AgentLog;
import io.opentelemetry.sdk.metrics.data.MetricData;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.Test;

/** What is told, beside what the beans of this very JVM say. */
class JvmMetricsTest {
  private final TickingClock clock = new TickingClock();
  private final Measured measured = new Measured();

  private static long total(boolean time) {
    long total = 0;
    for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
      total += Math.max(0, time ? bean.getCollectionTime() : bean.getCollectionCount());
    }
    return total;
  }

  private static String key(MemoryPoolMXBean pool) {
    return "{jvm.memory.pool.name="
        + pool.getName()
        + ", jvm.memory.type="
        + (pool.getType() == MemoryType.HEAP ? "heap" : "non_heap")
        + "}";
  }

  @Test
  void memoryOfEachPool() {
    new JvmMetrics(measured.metrics, clock).read();
    Map<String, MetricData> metrics = measured.take();
    Map<String, Double> used = Measured.values(metrics.get("jvm.memory.used"));
    Map<String, Double> committed = Measured.values(metrics.get("jvm.memory.committed"));
    Map<String, Double> limits = new TreeMap<>();
    Map<String, Double> collected = new TreeMap<>();
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      assertThat(used.get(key(pool))).as(pool.getName()).isBetween(0.0, committed.get(key(pool)));
      if (pool.getUsage().getMax() >= 0) {
        limits.put(key(pool), (double) pool.getUsage().getMax());
      }
      if (pool.getCollectionUsage() != null) {
        collected.put(key(pool), (double) pool.getCollectionUsage().getUsed());
      }
    }
    assertThat(used).hasSameSizeAs(ManagementFactory.getMemoryPoolMXBeans());
    assertThat(Measured.values(metrics.get("jvm.memory.limit"))).isEqualTo(limits);
    assertThat(Measured.values(metrics.get("jvm.memory.used_after_last_gc")))
        .containsOnlyKeys(collected.keySet());
    assertThat(metrics.get("jvm.memory.used").getUnit()).isEqualTo("By");
    assertThat(metrics.get("jvm.memory.used").getLongSumData().isMonotonic()).isFalse();
  }

  @Test
  void collectionsAreCountedOnceAndTheirTimesAddUp() {
    JvmMetrics jvm = new JvmMetrics(measured.metrics, clock);
    measured.take();
    long countBefore = total(false);
    long millisBefore = total(true);
    System.gc();
    jvm.countCollections();
    System.gc();
    System.gc();
    jvm.countCollections();
    jvm.countCollections();
    long count = total(false) - countBefore;
    long millis = total(true) - millisBefore;

    MetricData metric = measured.take().get("jvm.gc.duration");
    long counted =
        metric.getExponentialHistogramData().getPoints().stream()
            .mapToLong(point -> point.getCount())
            .sum();
    double seconds =
        Measured.values(metric).values().stream().mapToDouble(Double::doubleValue).sum();
    assertThat(counted).isBetween(3L, count);
    assertThat(seconds).isBetween(0.0, millis / 1e3 + 1e-6).isPositive();
    assertThat(metric.getUnit()).isEqualTo("s");
    assertThat(measured.take()).doesNotContainKey("jvm.gc.duration");
  }

  @Test
  void collectorIsToldWithWhatItsNotificationsSay() throws Exception {
    BlockingQueue<GarbageCollectionNotificationInfo> heard = new LinkedBlockingQueue<>();
    NotificationListener listener =
        (notification, nothing) ->
            heard.add(
                GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData()));
    for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
      ((NotificationEmitter) bean).addNotificationListener(listener, null, null);
    }
    try {
      System.gc();
      GarbageCollectionNotificationInfo info = heard.poll(60, TimeUnit.SECONDS);
      assertThat(JvmMetrics.action(info.getGcName())).isEqualTo(info.getGcAction());
    } finally {
      for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
        ((NotificationEmitter) bean).removeNotificationListener(listener);
      }
    }
    assertThat(JvmMetrics.action("Somebody's collector")).isNull();
  }

  @Test
  void classesThreadsAndProcessors() {
    ClassLoadingMXBean classes = ManagementFactory.getClassLoadingMXBean();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    JvmMetrics jvm = new JvmMetrics(measured.metrics, clock);
    long before = classes.getTotalLoadedClassCount();
    jvm.read();
    long after = classes.getTotalLoadedClassCount();
    Map<String, MetricData> metrics = measured.take();

    assertThat(Measured.values(metrics.get("jvm.class.loaded")).get("{}"))
        .isBetween((double) before, (double) after);
    assertThat(Measured.values(metrics.get("jvm.class.unloaded")).get("{}"))
        .isBetween(0.0, (double) classes.getUnloadedClassCount());
    assertThat(Measured.values(metrics.get("jvm.class.count")).get("{}")).isPositive();
    assertThat(Measured.values(metrics.get("jvm.cpu.count")))
        .isEqualTo(Map.of("{}", (double) Runtime.getRuntime().availableProcessors()));
    Map<String, Double> counts = Measured.values(metrics.get("jvm.thread.count"));
    assertThat(counts)
        .containsOnlyKeys("{jvm.thread.daemon=true}", "{jvm.thread.daemon=false}")
        .allSatisfy((daemon, count) -> assertThat(count).isPositive());
    assertThat(counts.get("{jvm.thread.daemon=true}"))
        .isLessThanOrEqualTo(threads.getPeakThreadCount());
  }

  @Test
  void cpuTimeAndThePartOfTheProcessorsThatItIs() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    JvmMetrics jvm = new JvmMetrics(measured.metrics, clock);
    clock.tick(3_600_000);
    long before = system.getProcessCpuTime();
    jvm.read();
    long after = system.getProcessCpuTime();
    Map<String, MetricData> metrics = measured.take();
    double first = Measured.values(metrics.get("jvm.cpu.time")).get("{}");
    assertThat(first).isBetween(before / 1e9, after / 1e9);
    assertThat(metrics.get("jvm.cpu.time").getDoubleSumData().isMonotonic()).isTrue();
    assertThat(metrics.get("jvm.cpu.recent_utilization").getDoubleGaugeData().getPoints())
        .hasSize(1);
    assertThat(Measured.values(metrics.get("jvm.cpu.recent_utilization")).get("{}"))
        .isBetween(0.0, 0.5);

    // why: no time passed on this clock, so there is nothing to divide by
    jvm.read();
    metrics = measured.take();
    assertThat(Measured.values(metrics.get("jvm.cpu.time")).get("{}"))
        .isBetween(0.0, system.getProcessCpuTime() / 1e9 - first + 1e-6);
    clock.tick(1);
    spin();
    jvm.read();
    assertThat(Measured.values(measured.take().get("jvm.cpu.recent_utilization")).get("{}"))
        .isEqualTo(1.0);
  }

  /**
   * Takes CPU time of more than two milliseconds on each processor, by the clock of the process,
   * which on some systems counts in steps of ten.
   */
  private static void spin() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long end = system.getProcessCpuTime() + 2_000_000L * Runtime.getRuntime().availableProcessors();
    while (system.getProcessCpuTime() < end) {
      Thread.onSpinWait();
    }
  }

  @Test
  void buffers() {
    ByteBuffer kept = ByteBuffer.allocateDirect(1 << 20);
    new JvmMetrics(measured.metrics, clock).read();
    Map<String, MetricData> metrics = measured.take();
    BufferPoolMXBean direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .findFirst()
            .orElseThrow();
    String key = "{jvm.buffer.pool.name=direct}";
    assertThat(Measured.values(metrics.get("jvm.buffer.memory.used")).get(key))
        .isGreaterThanOrEqualTo(kept.capacity());
    assertThat(Measured.values(metrics.get("jvm.buffer.memory.limit")).get(key))
        .isGreaterThanOrEqualTo(kept.capacity());
    assertThat(Measured.values(metrics.get("jvm.buffer.count")).get(key)).isPositive();
    assertThat(direct.getCount()).isPositive();
  }

  @Test
  void everyNameOfTheConventionsIsThere() {
    JvmMetrics jvm = new JvmMetrics(measured.metrics, clock);
    System.gc();
    jvm.countCollections();
    clock.tick(1000);
    jvm.read();
    assertThat(measured.take())
        .containsOnlyKeys(
            "jvm.buffer.count",
            "jvm.buffer.memory.limit",
            "jvm.buffer.memory.used",
            "jvm.class.count",
            "jvm.class.loaded",
            "jvm.class.unloaded",
            "jvm.cpu.count",
            "jvm.cpu.recent_utilization",
            "jvm.cpu.time",
            "jvm.gc.duration",
            "jvm.memory.committed",
            "jvm.memory.limit",
            "jvm.memory.used",
            "jvm.memory.used_after_last_gc",
            "jvm.thread.count");
  }

  @Test
  void bucketsOfCollectionsAreThoseThatTheConventionsAdvise() {
    Measured explicit =
        new Measured(
            "otel.exporter.otlp.metrics.default.histogram.aggregation",
            "explicit_bucket_histogram");
    JvmMetrics jvm = new JvmMetrics(explicit.metrics, clock);
    System.gc();
    jvm.countCollections();
    assertThat(explicit.take().get("jvm.gc.duration").getHistogramData().getPoints())
        .isNotEmpty()
        .allSatisfy(
            point -> assertThat(point.getBoundaries()).containsExactly(0.01, 0.1, 1.0, 10.0));
  }

  @Test
  void outsideAContainerOnlyTheJvmIsTold() {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Surroundings nowhere =
        new Surroundings(Map.of(), new Properties(), new File("/nonexistent"), "http://localhost");
    RuntimeMetrics runtime =
        new RuntimeMetrics(
            measured.metrics,
            nowhere,
            clock,
            AgentLog.to(new PrintStream(said, true, StandardCharsets.UTF_8)));
    runtime.read();
    assertThat(measured.take().keySet())
        .isNotEmpty()
        .allSatisfy(name -> assertThat(name).startsWith("jvm."));
    assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
  }
}
