package io.batchmon.agent.alert;

import io.batchmon.job.AmqpMessages;
import io.batchmon.job.HttpCalls;
import io.batchmon.job.JmsMessages;
import io.batchmon.job.JobName;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs are meant: {@code system:group/name} with {@code *} and {@code ?}; system and group
 * may be left out. {@code quartz:billing/nightly-*}, {@code billing/*}, {@code nightly-invoice}.
 * Requests and messages are meant only by a pattern that says so: {@code http:POST /orders*},
 * {@code kafka:process orders}, {@code jms:process orders}. Immutable.
 */
final class JobPattern {
  private static final String KAFKA = "kafka";

  private final String text;
  private final @Nullable String system;
  private final @Nullable String group;
  private final String name;

  private JobPattern(String text, @Nullable String system, @Nullable String group, String name) {
    this.text = text;
    this.system = system;
    this.group = group;
    this.name = name;
  }

  /** Null if a part of it is empty. */
  static @Nullable JobPattern parse(String text) {
    String rest = text.trim();
    String system = null;
    String group = null;
    int colon = rest.indexOf(':');
    if (colon >= 0) {
      system = rest.substring(0, colon).trim();
      rest = rest.substring(colon + 1).trim();
    }
    // why: the slashes of a request's path, or a queue's name, are part of its name
    int slash = isOfRequests(system) ? -1 : rest.indexOf('/');
    if (slash >= 0) {
      group = rest.substring(0, slash).trim();
      rest = rest.substring(slash + 1).trim();
    }
    boolean empty = rest.isEmpty() || "".equals(system) || "".equals(group);
    return empty ? null : new JobPattern(text.trim(), system, group, rest);
  }

  /** Whether requests or messages are meant, and no jobs. */
  boolean isForRequests() {
    return isOfRequests(system);
  }

  private static boolean isOfRequests(@Nullable String system) {
    return HttpCalls.SYSTEM.equals(system)
        || KAFKA.equals(system)
        || AmqpMessages.SYSTEM.equals(system)
        || JmsMessages.SYSTEM.equals(system);
  }

  boolean matches(JobName job) {
    if (isForRequests() != isOfRequests(job.system())) {
      return false;
    }
    String ofGroup = job.group();
    return isLike(job.name(), name)
        && (system == null || isLike(job.system(), system))
        && (group == null || isLike(ofGroup == null ? "" : ofGroup, group));
  }

  /** Whether the text is like a pattern with stars and question marks; takes linear space. */
  static boolean isLike(String text, String pattern) {
    int at = 0;
    int in = 0;
    int star = -1;
    int retry = 0;
    while (at < text.length()) {
      char wanted = in < pattern.length() ? pattern.charAt(in) : 0;
      if (wanted == '*') {
        star = in++;
        retry = at;
      } else if (in < pattern.length() && (wanted == '?' || wanted == text.charAt(at))) {
        at++;
        in++;
      } else if (star >= 0) {
        in = star + 1;
        at = ++retry;
      } else {
        return false;
      }
    }
    while (in < pattern.length() && pattern.charAt(in) == '*') {
      in++;
    }
    return in == pattern.length();
  }

  @Override
  public String toString() {
    return text;
  }
}
