package io.batchmon.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.metrics.data.MetricData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Control groups of both versions, as files that say what kernels say. */
class ContainerMetricsTest {
  private static final String ID = "0123456789abcdef".repeat(4);
  private static final String DEVICES =
      """
      Inter-|   Receive                                                |  Transmit
       face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs
          lo: 900 9 0 0 0 0 0 0 900 9 0 0 0 0 0 0
        eth0:%d 10 0 0 0 0 0 0 %d 9 0 0 0 0 0 0
      """;
  private static final String EVERY = "{}";

  @TempDir private Path root;
  private final Map<String, String> environment = new HashMap<>();
  private final Measured measured = new Measured();

  private Surroundings surroundings() {
    return new Surroundings(environment, new Properties(), root.toFile(), "http://localhost");
  }

  private void file(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static double only(MetricData metric) {
    assertThat(Measured.values(metric)).containsOnlyKeys(EVERY);
    return Measured.values(metric).get(EVERY);
  }

  private void second(String path, String group, String root) throws IOException {
    file("proc/self/cgroup", "0::" + group + "\n");
    file(
        "proc/self/mountinfo",
        "1540 1530 0:160 / /proc rw - proc proc rw\n"
            + "1552 1551 0:28 "
            + root
            + " /sys/fs/cgroup ro,nosuid master:9 - cgroup2 cgroup rw,nsdelegate\n");
    file(path + "/cpu.stat", "usage_usec 300\nuser_usec 200\nsystem_usec 100\nnr_periods 0\n");
    file(path + "/cpu.max", "150000 100000\n");
    file(path + "/memory.current", "8000000\n");
    file(path + "/memory.max", "16000000\n");
    file(path + "/memory.stat", "anon 4000000\ninactive_file 3000000\nactive_file 1000000\n");
    file("proc/self/net/dev", DEVICES.formatted(1000, 500));
  }

  @Test
  void secondVersion() throws IOException {
    second("sys/fs/cgroup", "/", "/");
    ContainerMetrics container = new ContainerMetrics(measured.metrics, surroundings());
    file("sys/fs/cgroup/cpu.stat", "usage_usec 0\nuser_usec 1500200\nsystem_usec 250100\n");
    file("proc/self/net/dev", DEVICES.formatted(1700, 520));
    container.read();

    Map<String, MetricData> metrics = measured.take();
    assertThat(metrics)
        .containsOnlyKeys(
            "container.cpu.limit",
            "container.cpu.time",
            "container.memory.usage",
            "container.memory.usage.limit",
            "container.memory.working_set",
            "container.network.io");
    assertThat(Measured.values(metrics.get("container.cpu.time")))
        .isEqualTo(Map.of("{cpu.mode=user}", 1.5, "{cpu.mode=system}", 0.25));
    assertThat(metrics.get("container.cpu.time").getDoubleSumData().isMonotonic()).isTrue();
    assertThat(metrics.get("container.cpu.time").getUnit()).isEqualTo("s");
    assertThat(only(metrics.get("container.cpu.limit"))).isEqualTo(1.5);
    assertThat(only(metrics.get("container.memory.usage"))).isEqualTo(8_000_000);
    assertThat(only(metrics.get("container.memory.working_set"))).isEqualTo(5_000_000);
    assertThat(only(metrics.get("container.memory.usage.limit"))).isEqualTo(16_000_000);
    assertThat(metrics.get("container.memory.usage").getLongSumData().isMonotonic()).isFalse();
    assertThat(Measured.values(metrics.get("container.network.io")))
        .isEqualTo(
            Map.of(
                "{network.interface.name=eth0, network.io.direction=receive}",
                700.0,
                "{network.interface.name=eth0, network.io.direction=transmit}",
                20.0));
  }

  @Test
  void limitOfAPodHoldsForItsContainers() throws IOException {
    second("sys/fs/cgroup/kubepods/pod1/" + ID, "/kubepods/pod1/" + ID, "/");
    file("sys/fs/cgroup/kubepods/pod1/memory.max", "12000000\n");
    file("sys/fs/cgroup/kubepods/memory.max", "max\n");
    file("sys/fs/cgroup/kubepods/pod1/cpu.max", "max 100000\n");
    file("sys/fs/cgroup/kubepods/cpu.max", "50000 100000\n");
    ControlGroup group = ControlGroup.of(surroundings());

    assertThat(group.memoryLimit()).isEqualTo(12_000_000);
    assertThat(group.cpuLimit()).isEqualTo(500_000_000);
    assertThat(group.memoryUsage()).isEqualTo(8_000_000);
  }

  @Test
  void whereThereIsNoLimitNoneIsTold() throws IOException {
    second("sys/fs/cgroup", "/", "/");
    file("sys/fs/cgroup/cpu.max", "max 100000\n");
    file("sys/fs/cgroup/memory.max", "max\n");
    new ContainerMetrics(measured.metrics, surroundings()).read();

    assertThat(measured.take())
        .doesNotContainKeys("container.cpu.limit", "container.memory.usage.limit")
        .containsKeys("container.memory.usage", "container.cpu.time");
  }

  /** As Docker mounts them: the container's own part of each hierarchy. */
  private void first() throws IOException {
    String group = "/docker/" + ID;
    file(
        "proc/self/cgroup",
        "5:cpu,cpuacct:"
            + group
            + "\n4:memory:"
            + group
            + "\n1:name=systemd:"
            + group
            + "\n0::/\n");
    file(
        "proc/self/mountinfo",
        "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n"
            + ("32 31 0:29 " + group + " /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup")
            + " rw,cpu,cpuacct\n"
            + ("35 31 0:32 " + group + " /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n"));
    file("sys/fs/cgroup/cpu,cpuacct/cpuacct.stat", "user 100\nsystem 50\n");
    file("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "200000\n");
    file("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
    file("sys/fs/cgroup/memory/memory.usage_in_bytes", "9000000\n");
    file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    file(
        "sys/fs/cgroup/memory/memory.stat",
        "inactive_file 1\ntotal_inactive_file 2000000\ntotal_active_file 5\n");
  }

  @Test
  void firstVersion() throws IOException {
    first();
    ContainerMetrics container = new ContainerMetrics(measured.metrics, surroundings());
    file("sys/fs/cgroup/cpu,cpuacct/cpuacct.stat", "user 350\nsystem 75\n");
    container.read();

    Map<String, MetricData> metrics = measured.take();
    assertThat(Measured.values(metrics.get("container.cpu.time")))
        .isEqualTo(Map.of("{cpu.mode=user}", 2.5, "{cpu.mode=system}", 0.25));
    assertThat(only(metrics.get("container.cpu.limit"))).isEqualTo(2);
    assertThat(only(metrics.get("container.memory.usage"))).isEqualTo(9_000_000);
    assertThat(only(metrics.get("container.memory.working_set"))).isEqualTo(7_000_000);
    assertThat(metrics).doesNotContainKeys("container.memory.usage.limit", "container.network.io");

    file("sys/fs/cgroup/memory/memory.limit_in_bytes", "32000000\n");
    container.read();
    assertThat(only(measured.take().get("container.memory.usage.limit"))).isEqualTo(32_000_000);
  }

  @Test
  void firstVersionTellsNanosecondsWhereItKnowsThem() throws IOException {
    first();
    file("sys/fs/cgroup/cpu,cpuacct/cpuacct.usage_user", "1234567\n");
    file("sys/fs/cgroup/cpu,cpuacct/cpuacct.usage_sys", "7654321\n");
    ControlGroup group = ControlGroup.of(surroundings());
    assertThat(group.cpuNanos(false)).isEqualTo(1_234_567);
    assertThat(group.cpuNanos(true)).isEqualTo(7_654_321);
  }

  @Test
  void whatIsDamagedIsAbsent() throws IOException {
    second("sys/fs/cgroup", "/", "/");
    file("sys/fs/cgroup/cpu.stat", "user_usec many\n");
    file("sys/fs/cgroup/cpu.max", "\n");
    file("sys/fs/cgroup/memory.current", "");
    Files.delete(root.resolve("sys/fs/cgroup/memory.max"));
    file("proc/self/net/dev", "eth0: a b\n :\neth1\n");
    ContainerMetrics container = new ContainerMetrics(measured.metrics, surroundings());
    container.read();
    assertThat(measured.take()).isEmpty();

    file("proc/self/cgroup", "nonsense");
    assertThat(ControlGroup.of(surroundings())).isNull();
  }

  @Test
  void interfaceThatComesLaterCountsFromZeroAndOneThatFellBeganAnew() throws IOException {
    second("sys/fs/cgroup", "/", "/");
    ContainerMetrics container = new ContainerMetrics(measured.metrics, surroundings());
    String later = "eth1: 40 1 0 0 0 0 0 0 60 1 0 0 0 0 0 0\n";
    file("proc/self/net/dev", DEVICES.formatted(30, 500) + later);
    container.read();
    assertThat(Measured.values(measured.take().get("container.network.io")))
        .containsEntry("{network.interface.name=eth0, network.io.direction=receive}", 30.0)
        .containsEntry("{network.interface.name=eth0, network.io.direction=transmit}", 0.0)
        .containsEntry("{network.interface.name=eth1, network.io.direction=receive}", 40.0)
        .containsEntry("{network.interface.name=eth1, network.io.direction=transmit}", 60.0);
  }

  @Test
  void processThatIsMerelyInAGroupIsInNoContainer() throws IOException {
    second("sys/fs/cgroup/system.slice/billing.service", "/system.slice/billing.service", "/");
    assertThat(ContainerMetrics.isIn(surroundings())).isFalse();
    environment.put("KUBERNETES_SERVICE_HOST", "10.0.0.1");
    assertThat(ContainerMetrics.isIn(surroundings())).isTrue();
    environment.clear();
    file("proc/self/cgroup", "0::/docker/" + ID + "\n");
    assertThat(ContainerMetrics.isIn(surroundings())).isTrue();
    file("proc/self/cgroup", "0::/\n");
    assertThat(ContainerMetrics.isIn(surroundings())).isFalse();
    file("run/.containerenv", "");
    assertThat(ContainerMetrics.isIn(surroundings())).isTrue();
  }
}
