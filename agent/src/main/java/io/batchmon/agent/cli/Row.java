package io.batchmon.agent.cli;

import java.util.List;

/** One thing that was tried, and what came of it. Immutable. */
final class Row {
  /** From good to bad. */
  enum Verdict {
    SKIPPED,
    OK,
    WARN,
    FAILED
  }

  private final String name;
  private final Verdict verdict;
  private final String detail;

  private Row(String name, Verdict verdict, String detail) {
    this.name = name;
    this.verdict = verdict;
    this.detail = detail;
  }

  static Row ok(String name, String detail) {
    return new Row(name, Verdict.OK, detail);
  }

  /** It works, but perhaps not as it is meant. */
  static Row warn(String name, String detail) {
    return new Row(name, Verdict.WARN, detail);
  }

  /** With the remedy. */
  static Row failed(String name, String detail) {
    return new Row(name, Verdict.FAILED, detail);
  }

  /** With the setting that would switch it on. */
  static Row skipped(String name, String detail) {
    return new Row(name, Verdict.SKIPPED, detail);
  }

  /** The same with another detail. */
  Row saying(String newDetail) {
    return new Row(name, verdict, newDetail);
  }

  String name() {
    return name;
  }

  Verdict verdict() {
    return verdict;
  }

  String detail() {
    return detail;
  }

  static Verdict worst(List<Row> rows) {
    Verdict worst = Verdict.SKIPPED;
    for (Row row : rows) {
      worst = row.verdict.compareTo(worst) > 0 ? row.verdict : worst;
    }
    return worst;
  }

  @Override
  public String toString() {
    return name + ' ' + verdict + ' ' + detail;
  }
}
