package io.batchmon.instrumentation.springbatch;

import io.batchmon.instrumentation.springbatch.shared.PlacementTests;

/** The questions of {@link PlacementTests}, put to Spring Batch 3 to 5. */
class PlacementIT extends PlacementTests {
  PlacementIT() {
    super(TestBatch::new);
  }
}
