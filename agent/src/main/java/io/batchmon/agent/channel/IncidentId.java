package io.batchmon.agent.channel;

import io.batchmon.agent.alert.AlertMessage;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/** What all messages about one incident have in common, from whatever JVM they come. */
final class IncidentId {
  private static final char[] HEX = "0123456789abcdef".toCharArray();
  private static final int BYTES = 16;

  private IncidentId() {}

  /** 32 hexadecimal digits. */
  static String of(AlertMessage message) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(message.incident().identity().getBytes(StandardCharsets.UTF_8));
      StringBuilder id = new StringBuilder(2 * BYTES);
      for (int i = 0; i < BYTES; i++) {
        id.append(HEX[(digest[i] >> 4) & 15]).append(HEX[digest[i] & 15]);
      }
      return id.toString();
    } catch (GeneralSecurityException never) {
      throw new IllegalStateException("SHA-256 is in every Java", never);
    }
  }
}
