package com.acme.backoffice.pricing;

/** What the house's own scheduler runs. */
interface HouseJob {
  void execute();
}
