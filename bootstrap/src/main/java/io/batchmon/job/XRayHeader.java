package io.batchmon.job;

import org.jspecify.annotations.Nullable;

/** The span that AWS names in the text {@code Root=1-5759e988-...;Parent=...;Sampled=1}. */
public final class XRayHeader {
  private static final int ROOT = 35;
  private static final int PARENT = 16;

  private XRayHeader() {}

  /** As W3C has it; null if no span is named. */
  public static @Nullable String toTraceParent(@Nullable String header) {
    String root = header == null ? null : value(header, "Root=", ROOT);
    String parent = header == null ? null : value(header, "Parent=", PARENT);
    if (header == null || root == null || parent == null || !root.startsWith("1-")) {
      return null;
    }
    String traceId = root.substring(2, 10) + root.substring(11);
    boolean sampled = header.contains("Sampled=1");
    return "00-" + traceId + '-' + parent + (sampled ? "-01" : "-00");
  }

  private static @Nullable String value(String header, String key, int length) {
    int from = header.indexOf(key);
    if (from < 0 || from + key.length() + length > header.length()) {
      return null;
    }
    return header.substring(from + key.length(), from + key.length() + length);
  }
}
