package io.batchmon.instrumentation.springbatch;

import io.batchmon.instrumentation.springbatch.shared.LaunchTests;

/** The questions of {@link LaunchTests}, put to Spring Batch 3 to 5. */
class LaunchIT extends LaunchTests {
  LaunchIT() {
    super(TestBatch::new);
  }
}
