package com.acme.backoffice.pricing;

/** Computes the discount of the day. */
class Discounts implements HouseJob {
  private int percent;

  @Override
  public void execute() {
    percent = (percent + 5) % 30;
  }
}
