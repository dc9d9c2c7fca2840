package io.batchmon.instrumentation.springbatch6;

import io.batchmon.instrumentation.springbatch.shared.LaunchTests;

/** The questions of {@link LaunchTests}, put to Spring Batch 6. */
class Launch6IT extends LaunchTests {
  Launch6IT() {
    super(TestBatch6::new);
  }
}
