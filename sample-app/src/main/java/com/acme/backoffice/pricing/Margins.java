package com.acme.backoffice.pricing;

/** Computes the margins; a shop without sales divides by zero, every other time. */
class Margins implements HouseJob {
  private int sales;
  private int margin;

  @Override
  public void execute() {
    sales = sales == 0 ? 20 : 0;
    margin = 100 / sales;
  }

  int margin() {
    return margin;
  }
}
