package io.batchmon.agent.alert;

import java.util.List;

/** Opens the channels that the operator has set. */
public interface AlertChannels {
  /**
   * Called once, by the alert thread, when there is something to tell: an HTTP client may be loaded
   * and an address be fetched. Does not throw: what cannot be opened is one warning.
   *
   * @return empty if there is none; alerts are then logged
   */
  List<AlertChannel> open();
}
