package io.batchmon.agent.telemetry;

import io.opentelemetry.api.common.Attributes;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the container of this process uses, as the kernel tells. What it used before the first look
 * belongs to others and is not counted. Confined to the telemetry thread.
 */
final class ContainerMetrics {
  private static final Attributes ALL = Attributes.empty();
  private static final int COLUMNS = 16;
  private static final int TRANSMITTED = 8;

  /** A host that shares its network has an interface for each of its containers. */
  private static final int MOST = 128;

  private final Surroundings surroundings;
  private final @Nullable ControlGroup group;
  private final Instrument cpuTime;
  private final Instrument cpuLimit;
  private final Instrument memoryUsage;
  private final Instrument workingSet;
  private final Instrument memoryLimit;
  private final Instrument network;
  private final Map<String, RunningTotal> totals = new HashMap<>();
  private boolean looked;

  ContainerMetrics(JobMetrics metrics, Surroundings surroundings) {
    this.surroundings = surroundings;
    group = ControlGroup.of(surroundings);
    cpuTime =
        metrics
            .with(
                Instrument.Kind.COUNTER,
                TelemetryNames.CONTAINER_CPU_TIME,
                "s",
                "CPU of the container")
            .inBillionths();
    cpuLimit =
        metrics
            .with(
                Instrument.Kind.UP_DOWN,
                TelemetryNames.CONTAINER_CPU_LIMIT,
                "{cpu}",
                "Processors that the container may use")
            .inBillionths();
    memoryUsage = bytes(metrics, TelemetryNames.CONTAINER_MEMORY_USAGE, "Memory in use");
    workingSet =
        bytes(metrics, TelemetryNames.CONTAINER_MEMORY_WORKING_SET, "In use, cache left out");
    memoryLimit = bytes(metrics, TelemetryNames.CONTAINER_MEMORY_LIMIT, "Memory that may be used");
    network =
        metrics.with(
            Instrument.Kind.COUNTER,
            TelemetryNames.CONTAINER_NETWORK_IO,
            "By",
            "Bytes through the network");
    readTotals();
    looked = true;
  }

  private static Instrument bytes(JobMetrics metrics, String name, String description) {
    return metrics.with(Instrument.Kind.UP_DOWN, name, "By", description);
  }

  /** Whether this process is in a container, and not merely in a control group. */
  static boolean isIn(Surroundings surroundings) {
    return ContainerId.of(surroundings) != null
        || surroundings.at(".dockerenv").exists()
        || surroundings.at("run/.containerenv").exists()
        || surroundings.variable("KUBERNETES_SERVICE_HOST") != null
        || surroundings.variable("ECS_CONTAINER_METADATA_URI_V4") != null;
  }

  void read() {
    readTotals();
    if (group != null) {
      set(cpuLimit, group.cpuLimit());
      set(memoryUsage, group.memoryUsage());
      set(workingSet, group.workingSet());
      set(memoryLimit, group.memoryLimit());
    }
  }

  private static void set(Instrument instrument, long value) {
    if (value >= 0) {
      instrument.set(ALL, value);
    }
  }

  private void readTotals() {
    if (group != null) {
      readCpu("user", group.cpuNanos(false));
      readCpu("system", group.cpuNanos(true));
    }
    String devices = surroundings.file("proc/self/net/dev");
    if (devices != null) {
      for (String line : devices.split("\n", -1)) {
        readInterface(line);
      }
    }
  }

  private void readCpu(String mode, long nanos) {
    if (nanos >= 0) {
      RunningTotal total = totals.get(mode);
      if (total == null) {
        Attributes by = Attributes.builder().put(TelemetryNames.CPU_MODE, mode).build();
        totals.put(mode, new RunningTotal(cpuTime, by, nanos));
      } else {
        total.now(nanos);
      }
    }
  }

  /** Such as {@code eth0: 1500 10 0 0 0 0 0 0 700 9 0 0 0 0 0 0}. */
  private void readInterface(String line) {
    int colon = line.indexOf(':');
    String name = colon < 0 ? "" : line.substring(0, colon).trim();
    String[] columns = line.substring(colon + 1).trim().split(" +", -1);
    if (name.isEmpty() || name.equals("lo") || columns.length < COLUMNS) {
      return;
    }
    try {
      readBytes(name, "receive", Long.parseLong(columns[0]));
      readBytes(name, "transmit", Long.parseLong(columns[TRANSMITTED]));
    } catch (NumberFormatException notKnown) {
      // why: a kernel that writes something else tells nothing that can be counted
      return;
    }
  }

  private void readBytes(String name, String direction, long bytes) {
    String key = direction + ' ' + name;
    RunningTotal total = totals.get(key);
    if (total == null && totals.size() < MOST) {
      Attributes by =
          Attributes.builder()
              .put(TelemetryNames.NETWORK_INTERFACE, name)
              .put(TelemetryNames.NETWORK_DIRECTION, direction)
              .build();
      // why: an interface that comes later has carried nothing before it came
      total = new RunningTotal(network, by, looked ? 0 : bytes);
      totals.put(key, total);
    }
    if (total != null && looked) {
      total.now(bytes);
    }
  }
}
