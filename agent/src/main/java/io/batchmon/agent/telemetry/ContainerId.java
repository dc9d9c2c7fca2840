package io.batchmon.agent.telemetry;

import org.jspecify.annotations.Nullable;

/** Finds the container's id in what the kernel tells about control groups and mounts. */
final class ContainerId {
  private static final int LENGTH = 64;

  private ContainerId() {}

  /** Null outside a container. */
  static @Nullable String of(Surroundings surroundings) {
    String groups = surroundings.file("proc/self/cgroup");
    String id = groups == null ? null : firstIn(groups, "");
    if (id != null) {
      return id;
    }
    // why: with control groups v2 the path is / and only the mounts tell; a pod's sandbox, which
    // is mounted beside it, is another container
    String mounts = surroundings.file("proc/self/mountinfo");
    return mounts == null ? null : firstIn(mounts, "containers/");
  }

  /** The first run of exactly 64 hexadecimal digits that follows this text. */
  private static @Nullable String firstIn(String text, String before) {
    int at = 0;
    while (at < text.length()) {
      int end = at;
      while (end < text.length() && isHex(text.charAt(end))) {
        end++;
      }
      if (end - at == LENGTH && text.startsWith(before, at - before.length())) {
        return text.substring(at, end);
      }
      at = end + 1;
    }
    return null;
  }

  private static boolean isHex(char digit) {
    return (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
  }
}
