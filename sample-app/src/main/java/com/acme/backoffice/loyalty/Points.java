package com.acme.backoffice.loyalty;

import java.util.List;

/** The points of customers, which JobRunr has credited and expired. */
public class Points {
  private final List<String> statements = List.of("4711;120", "4712;expired");
  private int runs;

  public void credit() {
    pointsIn(statements.get(0));
  }

  /** The statement of a customer who has left holds a word where points should be. */
  public void expire() {
    pointsIn(statements.get(++runs % 2));
  }

  private static int pointsIn(String statement) {
    return Integer.parseInt(statement.substring(statement.indexOf(';') + 1));
  }
}
