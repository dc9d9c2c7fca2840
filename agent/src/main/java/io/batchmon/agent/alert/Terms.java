package io.batchmon.agent.alert;

import org.jspecify.annotations.Nullable;

/** What the policy and the rules say about one job at one moment. Immutable. */
final class Terms {
  private final AlertPolicy policy;
  private final int consecutive;
  private final int recover;
  private final @Nullable String held;

  /**
   * Of a job.
   *
   * @param consecutive failed runs in a row before the first message, from 1
   * @param recover successes in a row that end an incident, from 1
   * @param held why nothing is to be told now, in words; null if it is
   */
  Terms(AlertPolicy policy, int consecutive, int recover, @Nullable String held) {
    this.policy = policy;
    this.consecutive = consecutive;
    this.recover = recover;
    this.held = held;
  }

  AlertPolicy policy() {
    return policy;
  }

  int consecutive() {
    return consecutive;
  }

  int recover() {
    return recover;
  }

  @Nullable String held() {
    return held;
  }
}
