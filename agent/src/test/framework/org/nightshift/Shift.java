package org.nightshift;

/** A job of the framework that instrumentation/README.md adds. */
public abstract class Shift {
  private Throwable problem;

  public abstract String name();

  public abstract void work() throws Exception;

  public Throwable problem() {
    return problem;
  }

  void problem(Throwable thrown) {
    problem = thrown;
  }
}
