package io.batchmon.agent.telemetry;

import java.nio.charset.StandardCharsets;

/**
 * Reads what a collector refused of a request that it answered with success. All three signals
 * answer alike: field 1 is a message with the count in field 1 and the reason in field 2.
 */
final class PartialSuccess {
  private final byte[] bytes;
  private int at;

  private PartialSuccess(byte[] bytes) {
    this.bytes = bytes;
  }

  /** An answer that cannot be read counts as success in whole, as the status said. */
  static SendResult of(byte[] answer) {
    if (answer.length == 0) {
      return SendResult.DELIVERED;
    }
    try {
      return new PartialSuccess(answer).read();
    } catch (IndexOutOfBoundsException unreadable) {
      return SendResult.DELIVERED;
    }
  }

  private SendResult read() {
    if (varint() != (1 << 3 | 2)) {
      return SendResult.DELIVERED;
    }
    varint();
    long rejected = 0;
    String reason = "";
    while (at < bytes.length) {
      long field = varint();
      if (field == 1 << 3) {
        rejected = varint();
      } else if (field == (2 << 3 | 2)) {
        int length = (int) varint();
        reason = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
      } else {
        break;
      }
    }
    return rejected > 0 ? SendResult.partly(rejected, reason) : SendResult.DELIVERED;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = bytes[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IndexOutOfBoundsException();
  }
}
