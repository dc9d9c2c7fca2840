package io.batchmon.agent.channel;

import io.batchmon.agent.alert.Incident;
import io.batchmon.agent.run.Hex;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What names an incident at other services: the same in each JVM of a fleet, 32 characters. */
final class IncidentKey {
  private IncidentKey() {}

  static String of(Incident incident) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(incident.identity().getBytes(StandardCharsets.UTF_8));
      return Hex.of(number(digest, 0)) + Hex.of(number(digest, 8));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every JVM has SHA-256", missing);
    }
  }

  private static long number(byte[] bytes, int from) {
    long number = 0;
    for (int i = from; i < from + 8; i++) {
      number = number << 8 | (bytes[i] & 0xff);
    }
    return number;
  }
}
