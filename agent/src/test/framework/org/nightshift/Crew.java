package org.nightshift;

/** Runs shifts; what they throw is swallowed. */
public class Crew {
  public void perform(Shift shift) {
    try {
      shift.work();
    } catch (Exception thrown) {
      shift.problem(thrown);
    }
  }
}
