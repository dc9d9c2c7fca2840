package io.batchmon.agent.alert;

import java.util.Collection;

/**
 * A way to a person, or to an engine that decides who is told. Called by the alert thread alone;
 * may take seconds, does not throw.
 */
public interface AlertChannel {
  /** Nothing to be called for. */
  long NEVER = Long.MAX_VALUE;

  /** What is sent there. */
  enum Role {
    /** Each message that the policy lets through. */
    CHAT,
    /** What is critical or has escalated, and its recovery. */
    PAGER,
    /**
     * Open incidents, by {@link #keepAlive} too; it tells people by itself, so that while it takes
     * messages the other channels get none.
     */
    ENGINE
  }

  /** As the operator knows it, such as {@code Slack}. */
  String name();

  /** Tries once. */
  Delivery deliver(AlertMessage message);

  default Role role() {
    return Role.CHAT;
  }

  /**
   * Tells a channel that needs it what is still open, whether or not there is something to say.
   *
   * @param open all open incidents
   * @param nowMillis epoch milliseconds
   * @return epoch milliseconds of the next call, or {@link #NEVER}
   */
  default long keepAlive(Collection<Incident> open, long nowMillis) {
    return NEVER;
  }
}
