package io.batchmon.job;

/** An object that one hook gives to a framework, and another hook asks for its call. */
public interface HasCall {
  /** Also one that has ended. */
  OpenRun call();
}
