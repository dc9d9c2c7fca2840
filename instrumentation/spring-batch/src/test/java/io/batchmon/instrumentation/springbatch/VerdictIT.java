package io.batchmon.instrumentation.springbatch;

import io.batchmon.instrumentation.springbatch.shared.VerdictTests;

/** The questions of {@link VerdictTests}, put to Spring Batch 3 to 5. */
class VerdictIT extends VerdictTests {
  VerdictIT() {
    super(TestBatch::new);
  }
}
