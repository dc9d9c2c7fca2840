package io.batchmon.agent.channel;

import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.Words;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One incident as Alertmanager is told of it: what it is, and until when it holds. Bytes, since
 * there may be thousands, each sent every minute.
 */
final class Lease {
  private final byte[] labels;
  private final long startMillis;
  private byte @Nullable [] escalatedLabels;
  private byte[] annotations;
  private @Nullable String link;
  private byte @Nullable [] recovered;
  private boolean isRenewed = true;
  private long endMillis;

  Lease(byte[] labels, long startMillis, byte[] annotations) {
    this.labels = labels;
    this.startMillis = startMillis;
    this.annotations = annotations;
  }

  boolean isEscalated() {
    return escalatedLabels != null;
  }

  /** From now on it is two alerts. */
  void escalated(byte[] newLabels) {
    escalatedLabels = newLabels;
  }

  /** With the latest of what is known. */
  void told(byte[] newAnnotations, @Nullable String newLink) {
    annotations = newAnnotations;
    link = newLink;
  }

  /** Whether it is renewed while this JVM lives; one that is not holds until the next run. */
  boolean isRenewed() {
    return isRenewed;
  }

  /** Epoch milliseconds. */
  long endMillis() {
    return endMillis;
  }

  void holdsUntil(long epochMillis, boolean renewed) {
    endMillis = epochMillis;
    isRenewed = renewed;
    recovered = null;
  }

  /** It holds no longer than it was said to, and this is why. */
  void recovered(AlertMessage message) {
    String down = AlertmanagerJson.fact(message, "Down");
    String text =
        "OK again on "
            + message.host()
            + " after "
            + Words.failures(message.failures())
            + (down == null ? "" : ", down " + down);
    recovered = AlertmanagerJson.recovered(annotations, text);
  }

  /**
   * Appends its alerts, separated by commas.
   *
   * @param aheadMillis how far the receiver's clock is ahead
   */
  void write(ByteArrayOutputStream body, long aheadMillis) {
    write(body, labels, aheadMillis);
    if (escalatedLabels != null) {
      body.write(',');
      write(body, escalatedLabels, aheadMillis);
    }
  }

  private void write(ByteArrayOutputStream body, byte[] identity, long aheadMillis) {
    byte[] shown = recovered == null ? annotations : recovered;
    append(body, "{\"labels\":");
    body.write(identity, 0, identity.length);
    append(body, ",\"annotations\":");
    body.write(shown, 0, shown.length);
    long start = Math.min(startMillis, endMillis) + aheadMillis;
    append(body, ",\"startsAt\":\"" + AlertmanagerJson.time(start));
    append(body, "\",\"endsAt\":\"" + AlertmanagerJson.time(endMillis + aheadMillis));
    append(body, link == null ? "\"}" : "\",\"generatorURL\":\"" + link + "\"}");
  }

  private static void append(ByteArrayOutputStream body, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    body.write(bytes, 0, bytes.length);
  }
}
