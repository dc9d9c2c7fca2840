package io.batchmon.agent.alert;

import io.batchmon.agent.run.FailureText;
import io.batchmon.agent.run.Hex;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What makes two failures the same: the types of the cause chain and the application's frames of
 * the root cause. Never a line number or the message, so that a new build or another id in the text
 * is no new failure. Immutable.
 */
public final class Fingerprint {
  /** Of the algorithm: a changed one finds the old incidents by computing both. */
  private static final String VERSION = "1|";

  private static final int FRAMES = 5;
  private static final int MAX_TEMPLATE = 1000;

  // they say how a failure travelled, not what it is
  private static final Set<String> CARRIERS =
      new HashSet<>(
          Arrays.asList(
              "java.util.concurrent.ExecutionException",
              "java.util.concurrent.CompletionException",
              "java.lang.reflect.InvocationTargetException",
              "java.lang.reflect.UndeclaredThrowableException",
              "java.io.UncheckedIOException",
              "java.security.PrivilegedActionException",
              "org.quartz.JobExecutionException",
              "org.quartz.SchedulerException"));

  private final String hex;
  private final String types;
  private final boolean weak;

  private Fingerprint(String types, String rest, boolean weak) {
    this.types = types;
    this.hex = sha256(VERSION + types + rest);
    this.weak = weak;
  }

  static Fingerprint of(AlertEvent event) {
    FailureText failure = event.failure();
    return failure == null
        ? ofReason(event.result().errorType(), event.result().reason())
        : of(failure, new Frames(event.run().codeClass()));
  }

  static Fingerprint of(FailureText failure, Frames frames) {
    StringBuilder types = new StringBuilder();
    List<FailureText.Cause> causes = failure.causes();
    for (int i = causes.size() - 1; i >= 0; i--) {
      String type = causes.get(i).type();
      boolean root = i == causes.size() - 1;
      if (root || !isCarrier(type)) {
        types.append(Frames.className(type)).append('\n');
      }
    }
    List<StackTraceElement> stack = failure.root().frames();
    List<String> names = frames.application(stack, FRAMES);
    if (names.isEmpty()) {
      names = Frames.any(stack, FRAMES);
    }
    return new Fingerprint(types.toString(), String.join("\n", names), stack.isEmpty());
  }

  /** Of a failure without an exception. */
  static Fingerprint ofReason(@Nullable String errorType, @Nullable String reason) {
    return new Fingerprint(
        (errorType == null ? "" : errorType) + '\n', reason == null ? "" : template(reason), false);
  }

  /** Whether an exception of this type only carries its cause. */
  static boolean isCarrier(String type) {
    return CARRIERS.contains(type);
  }

  /** The text with each word that contains a digit replaced: ids, times, amounts. */
  static String template(String text) {
    StringBuilder plain = new StringBuilder();
    int length = Math.min(text.length(), MAX_TEMPLATE);
    int word = 0;
    boolean digit = false;
    for (int i = 0; i <= length; i++) {
      char c = i == length ? ' ' : text.charAt(i);
      if (i < length && (Character.isLetterOrDigit(c) || c == '-' || c == '_')) {
        digit |= c >= '0' && c <= '9';
        continue;
      }
      plain.append(digit ? "#" : text.substring(word, i));
      if (i < length) {
        plain.append(c);
      }
      word = i + 1;
      digit = false;
    }
    return plain.toString();
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      long first = 0;
      for (int i = 0; i < 8; i++) {
        first = first << 8 | (digest[i] & 0xff);
      }
      return Hex.of(first);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every JVM has SHA-256", missing);
    }
  }

  /**
   * Whether there was an exception without a stack. A hot loop makes HotSpot throw such ones in
   * mid-storm, and they are not a new failure: see {@link #types}.
   */
  boolean isWeak() {
    return weak;
  }

  /** The types of the cause chain, root first, without carriers. */
  String types() {
    return types;
  }

  /** 16 hexadecimal digits. */
  @Override
  public String toString() {
    return hex;
  }
}
