package io.batchmon.instrumentation.quarkusscheduler;

import io.batchmon.instrumentation.testing.RecordedRuns;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs of what Quarkus 2 does not have: jobs that a program schedules, and virtual threads. */
class ProgrammaticIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new QuarkusSchedulerInstrumentation());

  private @Nullable Application application;

  @AfterEach
  void stop() throws ReflectiveOperationException {
    if (application != null) {
      application.close();
    }
  }

  @Test
  void jobsThatAProgramSchedulesAreRunsOfTheirIdentity() throws Exception {
    CompletableFuture<Void> later = new CompletableFuture<>();
    Map<String, Object> results = Map.of("later", later);
    application =
        Application.start(
            Map.of("virtual", "1h"),
            job -> {
              if (job.equals("by hand")) {
                throw new IllegalStateException("No hands");
              }
              return results.get(job);
            });
    QuarkusSchedulerIT.isJob(
            runs.take(), "Programmatic.virtual", "com.acme.three.Programmatic", "virtual")
        .succeeded();
    application.call("com.acme.three.Programmatic", "schedule");

    QuarkusSchedulerIT.isJob(runs.take(), "by hand", null, null)
        .failedWith(IllegalStateException.class, "No hands");
    later.complete(null);
    QuarkusSchedulerIT.isJob(runs.take(), "later", null, null).succeeded();
  }
}
