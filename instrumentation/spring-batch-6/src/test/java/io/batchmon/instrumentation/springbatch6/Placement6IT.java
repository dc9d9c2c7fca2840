package io.batchmon.instrumentation.springbatch6;

import io.batchmon.instrumentation.springbatch.shared.PlacementTests;

/** The questions of {@link PlacementTests}, put to Spring Batch 6. */
class Placement6IT extends PlacementTests {
  Placement6IT() {
    super(TestBatch6::new);
  }
}
