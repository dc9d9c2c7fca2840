package io.batchmon.instrumentation.openejb;

/** What tests see of a bean that sets a timer by itself. */
public interface Alarm {
  /** A timer that fires once, now. */
  void once();

  /** A timer that fires at once and then each hour. */
  void hourly();

  void cancel();
}
