package io.batchmon.agent.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * Where the Linux kernel keeps account of this process and those beside it: control groups, version
 * 1 or 2. Every value is read anew; what is not known is {@link #UNKNOWN}.
 */
final class ControlGroup {
  static final long UNKNOWN = -1;

  /** The kernel counts these ticks by the second, on every system that runs Java. */
  private static final long TICK_NANOS = 10_000_000;

  /** Version 1 writes the largest number of pages where there is no limit. */
  private static final long UNLIMITED = 1L << 60;

  private final Surroundings surroundings;
  private final boolean second;
  private final Folder memory;
  private final Folder cpu;
  private final Folder account;

  /** A group's folder, and the outermost one that can be seen. */
  private static final class Folder {
    final String path;
    final String mount;

    Folder(String path, String mount) {
      this.path = path;
      this.mount = mount;
    }

    /** Limits of the groups around this one hold as well; null outside of them all. */
    @Nullable Folder outer() {
      int end = path.lastIndexOf('/');
      return path.length() > mount.length() && end >= mount.length()
          ? new Folder(path.substring(0, end), mount)
          : null;
    }
  }

  private ControlGroup(
      Surroundings surroundings, boolean second, Folder memory, Folder cpu, Folder account) {
    this.surroundings = surroundings;
    this.second = second;
    this.memory = memory;
    this.cpu = cpu;
    this.account = account;
  }

  /** Null where there is none, as on other systems than Linux. */
  static @Nullable ControlGroup of(Surroundings surroundings) {
    String groups = surroundings.file("proc/self/cgroup");
    String mounts = surroundings.file("proc/self/mountinfo");
    if (groups == null || mounts == null) {
      return null;
    }
    Folder memory = folder(surroundings, groups, mounts, "memory");
    Folder cpu = folder(surroundings, groups, mounts, "cpu");
    Folder account = folder(surroundings, groups, mounts, "cpuacct");
    if (memory != null && cpu != null && account != null) {
      return new ControlGroup(surroundings, false, memory, cpu, account);
    }
    Folder only = folder(surroundings, groups, mounts, "");
    return only == null ? null : new ControlGroup(surroundings, true, only, only, only);
  }

  /** Of this controller of version 1, or of version 2 where there is none named. */
  private static @Nullable Folder folder(
      Surroundings surroundings, String groups, String mounts, String controller) {
    String group = null;
    for (String line : groups.split("\n", -1)) {
      String[] fields = line.split(":", 3);
      if (fields.length == 3 && isOneOf(controller, fields[1])) {
        group = fields[2];
      }
    }
    for (String line : mounts.split("\n", -1)) {
      int dash = line.indexOf(" - ");
      String[] where = line.split(" ", -1);
      String[] what = dash < 0 ? new String[0] : line.substring(dash + 3).split(" ", -1);
      if (group == null || what.length < 3 || where.length < 5) {
        continue;
      }
      boolean fits =
          controller.isEmpty()
              ? what[0].equals("cgroup2")
              : what[0].equals("cgroup") && isOneOf(controller, what[2]);
      if (fits) {
        String path = where[4] + inside(where[3], group);
        boolean seen = surroundings.at(path).isDirectory();
        return new Folder(seen ? path : where[4], where[4]);
      }
    }
    return null;
  }

  private static boolean isOneOf(String controller, String names) {
    return controller.isEmpty()
        ? names.isEmpty()
        : (',' + names + ',').contains(',' + controller + ',');
  }

  /** A group's path below what is mounted, which may be a part of the hierarchy. */
  private static String inside(String root, String group) {
    if (root.equals("/")) {
      return group.equals("/") ? "" : group;
    }
    return group.startsWith(root + '/') ? group.substring(root.length()) : "";
  }

  private long number(Folder folder, String file) {
    String text = surroundings.file(folder.path + '/' + file);
    return text == null ? UNKNOWN : parsed(text);
  }

  /** The number after this word at the beginning of a line. */
  private long entry(Folder folder, String file, String word) {
    String text = surroundings.file(folder.path + '/' + file);
    if (text != null) {
      for (String line : text.split("\n", -1)) {
        if (line.startsWith(word + ' ')) {
          return parsed(line.substring(word.length() + 1));
        }
      }
    }
    return UNKNOWN;
  }

  private static long parsed(String text) {
    try {
      return Long.parseLong(text.trim());
    } catch (NumberFormatException word) {
      return UNKNOWN;
    }
  }

  /** Nanoseconds of CPU in user or in system mode. */
  long cpuNanos(boolean system) {
    if (second) {
      long micros = entry(account, "cpu.stat", system ? "system_usec" : "user_usec");
      return micros < 0 ? UNKNOWN : micros * 1000;
    }
    long nanos = number(account, system ? "cpuacct.usage_sys" : "cpuacct.usage_user");
    if (nanos >= 0) {
      return nanos;
    }
    long ticks = entry(account, "cpuacct.stat", system ? "system" : "user");
    return ticks < 0 ? UNKNOWN : ticks * TICK_NANOS;
  }

  /** Billionths of a processor; the narrowest limit of the groups around. */
  long cpuLimit() {
    long least = UNKNOWN;
    for (Folder folder = cpu; folder != null; folder = folder.outer()) {
      long quota;
      long period;
      if (second) {
        String text = surroundings.file(folder.path + "/cpu.max");
        String[] words = text == null ? new String[0] : text.split(" ", 2);
        quota = words.length == 2 ? parsed(words[0]) : UNKNOWN;
        period = words.length == 2 ? parsed(words[1]) : UNKNOWN;
      } else {
        quota = number(folder, "cpu.cfs_quota_us");
        period = number(folder, "cpu.cfs_period_us");
      }
      if (quota > 0 && period > 0) {
        least = narrower(least, (long) (1e9 * quota / period));
      }
    }
    return least;
  }

  /** Bytes in use, the cache of files included. */
  long memoryUsage() {
    return number(memory, second ? "memory.current" : "memory.usage_in_bytes");
  }

  /** Bytes in use but for files that can be dropped at once. */
  long workingSet() {
    long usage = memoryUsage();
    long inactive = entry(memory, "memory.stat", second ? "inactive_file" : "total_inactive_file");
    return usage < 0 ? UNKNOWN : Math.max(0, usage - Math.max(0, inactive));
  }

  /** Bytes; the narrowest limit of the groups around. */
  long memoryLimit() {
    long least = UNKNOWN;
    for (Folder folder = memory; folder != null; folder = folder.outer()) {
      long bytes = number(folder, second ? "memory.max" : "memory.limit_in_bytes");
      if (bytes > 0 && bytes < UNLIMITED) {
        least = narrower(least, bytes);
      }
    }
    return least;
  }

  private static long narrower(long one, long other) {
    return one == UNKNOWN ? other : Math.min(one, other);
  }
}
