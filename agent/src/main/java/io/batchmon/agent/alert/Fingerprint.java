package io.batchmon.agent.alert;

import io.batchmon.agent.run.FailureText;
import io.batchmon.agent.run.Hex;
import io.batchmon.job.RunResult;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What makes two failures the same: types and typed codes of the cause chain, and the application's
 * frames of the root cause. Never a line number or the message, so that a new build or another id
 * in the text is no new failure. Taken from the raw text, so that no setting of redaction changes
 * it. Immutable.
 */
public final class Fingerprint {
  /** Of the algorithm; a failure is also looked up under what earlier ones called it. */
  static final int VERSION = 2;

  private final String hex;
  private final List<String> earlier;
  private final String types;
  private final String typesHex;
  private final long variant;
  private final boolean weak;
  private final @Nullable CommonCause cause;

  private Fingerprint(
      String hex,
      List<String> earlier,
      String types,
      long variant,
      boolean weak,
      @Nullable CommonCause cause) {
    this.hex = hex;
    this.earlier = earlier;
    this.types = types;
    this.typesHex = hash(types);
    this.variant = variant;
    this.weak = weak;
    this.cause = cause;
  }

  /** Of the failure of a run, as the operator's rules have it. */
  static Fingerprint of(AlertEvent event, FingerprintRules rules) {
    FailureText failure = event.failure();
    String reason = event.result().reason();
    if (event.kind() == AlertKind.LOST && reason != null) {
      // why: when and where is no other failure
      Fingerprint lost = ofReason(event.result().errorType(), null);
      return new Fingerprint(
          lost.hex, lost.earlier, lost.types, 0, false, CommonCause.ofLostJvm(reason));
    }
    return failure == null
        ? ofResult(event.result(), rules)
        : of(failure, new Frames(event.run().codeClass()), rules);
  }

  /**
   * Of an exception, without rules.
   *
   * @param codeClass of the job; its package is the application's, whatever it is called
   */
  public static Fingerprint of(FailureText failure, @Nullable String codeClass) {
    return of(failure, new Frames(codeClass), FingerprintRules.NONE);
  }

  static Fingerprint of(FailureText failure, Frames frames, FingerprintRules rules) {
    return of(failure, frames, rules, Collections.<Canonical>emptyList());
  }

  /**
   * Of an exception.
   *
   * @param earlierVersions of the algorithm, newest first
   */
  static Fingerprint of(
      FailureText failure,
      Frames frames,
      FingerprintRules rules,
      List<? extends Canonical> earlierVersions) {
    Chain chain = new Chain(failure);
    String key = rules.isEmpty() ? null : rules.keyOf(failure.causes());
    String text = chain.types() + chain.frames(frames);
    List<String> earlier = Collections.emptyList();
    if (!earlierVersions.isEmpty()) {
      earlier = new ArrayList<>(earlierVersions.size());
      for (Canonical version : earlierVersions) {
        earlier.add(hash(version.number() + "|" + keyed(key, version.of(failure, frames))));
      }
    }
    String message = failure.root().message();
    return new Fingerprint(
        hash(VERSION + "|" + keyed(key, text)),
        earlier,
        chain.types(),
        variant(message),
        key == null && failure.root().frames().isEmpty(),
        CommonCause.of(chain));
  }

  /** Of a failure without an exception. */
  static Fingerprint ofResult(RunResult result, FingerprintRules rules) {
    return ofWords(result.errorType(), result.reason(), result.exitCode(), result.status(), rules);
  }

  /** Of what has neither an exception nor a result, such as a run that never came. */
  static Fingerprint ofReason(@Nullable String errorType, @Nullable String reason) {
    return ofWords(errorType, reason, null, null, FingerprintRules.NONE);
  }

  private static Fingerprint ofWords(
      @Nullable String errorType,
      @Nullable String reason,
      @Nullable String exitCode,
      @Nullable String status,
      FingerprintRules rules) {
    String types =
        (errorType == null ? "" : errorType)
            + (exitCode == null ? "" : "|exit:" + exitCode)
            + (status == null ? "" : "|status:" + status)
            + '\n';
    String key = rules.isEmpty() ? null : rules.keyOf(errorType, reason);
    String text = types + (reason == null ? "" : MessageTemplate.of(reason));
    return new Fingerprint(
        hash(VERSION + "|" + keyed(key, text)),
        Collections.<String>emptyList(),
        types,
        variant(reason),
        false,
        null);
  }

  /** One that was computed before, of which nothing but its digits is kept. */
  static Fingerprint known(String hex) {
    return new Fingerprint(hex, Collections.<String>emptyList(), "", 0, false, null);
  }

  private static String keyed(@Nullable String key, String text) {
    return key == null ? text : "rule|" + key.replace(FingerprintRules.DEFAULT, text);
  }

  private static long variant(@Nullable String message) {
    String template = message == null ? "" : MessageTemplate.of(message);
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < template.length(); i++) {
      hash = (hash ^ template.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  static String hash(String text) {
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

  /** A version of the algorithm: the text that is equal for failures that are the same. */
  interface Canonical {
    int number();

    String of(FailureText failure, Frames frames);
  }

  /**
   * Whether there was an exception without a stack. A hot loop makes HotSpot throw such ones in
   * mid-storm, and they are not a new failure: see {@link KnownStacks}.
   */
  boolean isWeak() {
    return weak;
  }

  /** What earlier versions of the algorithm called it, newest first; 16 digits each. */
  public List<String> earlier() {
    return earlier;
  }

  /** The types and codes of the cause chain, root first, without carriers. */
  String types() {
    return types;
  }

  /** A short text in place of {@link #types}. */
  String typesHex() {
    return typesHex;
  }

  /** Of the message without its ids, numbers and times: tells kinds of one failure apart. */
  public long variant() {
    return variant;
  }

  /** What jobs may have in common with this failure; null where nothing typed is known. */
  public @Nullable CommonCause cause() {
    return cause;
  }

  /** 16 hexadecimal digits. */
  @Override
  public String toString() {
    return hex;
  }
}
