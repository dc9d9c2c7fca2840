package io.batchmon.instrumentation.springbatch.shared;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import io.batchmon.instrumentation.testing.RecordedRuns;
import java.util.List;
import java.util.ServiceLoader;

/** All hooks of Spring Batch that are there, as in the agent: those of other versions as well. */
public final class AllVersions implements JobInstrumentation {
  /** Weaves Spring Batch from now on. */
  public static RecordedRuns recorded() {
    return RecordedRuns.of(new AllVersions());
  }

  @Override
  public String name() {
    return "spring-batch";
  }

  @Override
  public List<Hook> hooks() {
    return ServiceLoader.load(JobInstrumentation.class).stream()
        .flatMap(one -> one.get().hooks().stream())
        .toList();
  }
}
