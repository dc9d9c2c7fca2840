package io.batchmon.instrumentation.springbatch6;

import io.batchmon.instrumentation.springbatch.shared.VerdictTests;

/** The questions of {@link VerdictTests}, put to Spring Batch 6. */
class Verdict6IT extends VerdictTests {
  Verdict6IT() {
    super(TestBatch6::new);
  }
}
