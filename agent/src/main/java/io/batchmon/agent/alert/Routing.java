package io.batchmon.agent.alert;

/** Which channel is for which message; a pure function. */
final class Routing {
  private Routing() {}

  /**
   * Whether a channel of this role gets a message.
   *
   * @param paged whether a pager was told of what the message is about
   * @param engineTakes whether an engine is there that has not failed to take this message
   */
  static boolean isFor(
      AlertChannel.Role role,
      Reason reason,
      Severity severity,
      boolean paged,
      boolean engineTakes) {
    // why: an engine knows incidents only
    boolean engine = engineTakes && reason != Reason.DIGEST && reason != Reason.NOTICE;
    switch (role) {
      case ENGINE:
        return engine;
      case PAGER:
        return !engine && isForPager(reason, severity, paged);
      default:
        return !engine;
    }
  }

  private static boolean isForPager(Reason reason, Severity severity, boolean paged) {
    return reason == Reason.RECOVERED
        ? paged
        : reason == Reason.ESCALATED || severity == Severity.CRITICAL;
  }

  /**
   * What a full queue drops first: the lowest number. A first occurrence stays for longer than any
   * repeat, and the recovery of what people were told for longest.
   *
   * @param told whether the channel has told of the failure that a recovery ends
   */
  static int worth(Reason reason, boolean told) {
    switch (reason) {
      case FIRST_FAILURE:
      case COMMON_CAUSE:
        return 3;
      case RECOVERED:
        return told ? 4 : 2;
      case ESCALATED:
        return 1;
      default:
        return 0;
    }
  }
}
