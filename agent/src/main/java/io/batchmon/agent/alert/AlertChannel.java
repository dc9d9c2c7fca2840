package io.batchmon.agent.alert;

import java.util.Collection;

/**
 * A way to a person, or to an engine that decides who is told. Called by one thread, which calls no
 * other channel; may take seconds, does not throw.
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
     * Open incidents, by {@link #keepAlive} too; it tells people by itself, so that the other
     * channels get only what it could not take.
     */
    ENGINE
  }

  /** As the operator knows it, such as {@code Slack}. */
  String name();

  /** Tries once. */
  Delivery deliver(AlertMessage message);

  /**
   * Asks its source for its address or key again, because the channel was closed.
   *
   * @return whether it is another one now, with which a closed channel may be tried again
   */
  default boolean refresh() {
    return false;
  }

  /**
   * What it has to know about messages that it has sent, such as in which thread they are: for
   * another JVM's {@link #remember}. Empty if that is nothing. For any thread.
   */
  default String memory() {
    return "";
  }

  /** Adds what a channel of this name knew in another JVM; before the first message. */
  default void remember(String memory) {}

  default Role role() {
    return Role.CHAT;
  }

  /**
   * Tells a channel that needs it what is still open, whether or not there is something to say.
   *
   * @param open what was told and is not over, a common cause in place of its jobs
   * @param nowMillis epoch milliseconds
   * @return epoch milliseconds of the next call, or {@link #NEVER}
   */
  default long keepAlive(Collection<Incident> open, long nowMillis) {
    return NEVER;
  }
}
