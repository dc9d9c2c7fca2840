package io.batchmon.instrumentation.quarkusscheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What each firing of a scheduled method of a packaged Quarkus application becomes. */
class QuarkusSchedulerIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new QuarkusSchedulerInstrumentation());

  private static final String ONCE = "1h";
  private static final boolean IS_SIMPLE = System.getProperty("application").contains("simple");

  /** What each job saw as the run that it is in. */
  private final Map<String, OpenRun> seen = new ConcurrentHashMap<>();

  private @Nullable Application application;

  @AfterEach
  void stop() throws ReflectiveOperationException {
    if (application != null) {
      application.close();
      application = null;
    }
  }

  private Map<String, RunAssert> take(int number) {
    Map<String, RunAssert> taken = new HashMap<>();
    for (int i = 0; i < number; i++) {
      RunAssert run = runs.take();
      assertThat(taken.put(run.run().name().name(), run)).isNull();
    }
    return taken;
  }

  private Object see(String job) {
    OpenRun run = JobRuns.current();
    if (run != null) {
      seen.put(job, run);
    }
    return null;
  }

  static RunAssert isJob(RunAssert taken, String name, String type, String method) {
    taken.isJob("quarkus", null, name).isOutermost().hasAttempt(1).hasStatus(null);
    assertThat(taken.run().codeClass()).isEqualTo(type);
    assertThat(taken.run().codeMethod()).isEqualTo(method);
    assertThat(taken.run().isByScheduler()).isTrue();
    assertThat(taken.run().attributeCount()).isZero();
    assertThat(taken.run().scheduledMillis())
        .isBetween(System.currentTimeMillis() - 60_000, System.currentTimeMillis());
    return taken;
  }

  @Test
  void eachFiringIsARunOfItsMethodOrItsIdentity() throws Exception {
    Map<String, String> due = Map.of("plain", ONCE, "named", ONCE, "inner", ONCE, "checked", ONCE);
    application =
        Application.start(
            due,
            job -> {
              see(job);
              if (job.equals("named")) {
                throw new IllegalStateException("No disk");
              }
              return null;
            });
    Map<String, RunAssert> taken = take(4);

    isJob(taken.get("Jobs.plain"), "Jobs.plain", "com.acme.Jobs", "plain").succeeded();
    isJob(taken.get("Inner.inside"), "Inner.inside", "com.acme.Jobs$Inner", "inside").succeeded();
    isJob(taken.get("nightly"), "nightly", "com.acme.Jobs", "named")
        .failedWith(IllegalStateException.class, "No disk");
    isJob(taken.get("Jobs.checked"), "Jobs.checked", "com.acme.Jobs", "checked")
        .failedWith(IOException.class, "No file");
    assertThat(seen).containsOnlyKeys("plain", "named", "inside", "checked");
  }

  @Test
  void runOfACronExpressionWasDueAtASecond() throws Exception {
    AtomicInteger firings = new AtomicInteger();
    application =
        Application.start(
            Map.of("clock", "* * * * * ?"),
            job -> {
              firings.incrementAndGet();
              return null;
            });
    RunAssert first = isJob(runs.take(), "Jobs.clock", "com.acme.Jobs", "clock").succeeded();
    assertThat(first.run().scheduledMillis() % 1000).isZero();
    if (IS_SIMPLE) {
      assertThat(first.run().nextMillis() % 1000).isZero();
      assertThat(first.run().nextMillis()).isGreaterThan(first.run().scheduledMillis());
    } else {
      assertThat(first.run().nextMillis()).isEqualTo(JobRun.NO_TIME);
    }
    stop();
    for (int i = 1; i < firings.get(); i++) {
      runs.take().isJob("quarkus", null, "Jobs.clock").succeeded();
    }
  }

  @Test
  void runGoesOnUntilWhatTheMethodReturnsIsComplete() throws Exception {
    BlockingQueue<String> called = new LinkedBlockingQueue<>();
    CompletableFuture<Void> stage = new CompletableFuture<>();
    CompletableFuture<Void> uni = new CompletableFuture<>();
    Map<String, Object> results = Map.of("stage", stage, "uni", uni);
    application =
        Application.start(
            Map.of("stage", ONCE, "uni", ONCE),
            job -> {
              see(job);
              called.add(job);
              return results.get(job);
            });
    runs.awaitStart();
    runs.awaitStart();
    called.poll(60, TimeUnit.SECONDS);
    called.poll(60, TimeUnit.SECONDS);
    assertThat(seen).containsOnlyKeys("stage", "uni");
    assertThat(runs.takeRest()).isEmpty();

    stage.complete(null);
    isJob(runs.take(), "Jobs.stage", "com.acme.Jobs", "stage").succeeded();
    uni.completeExceptionally(new IllegalStateException("No network"));
    isJob(runs.take(), "Jobs.uni", "com.acme.Jobs", "uni")
        .failedWith(IllegalStateException.class, "No network");
  }

  @Test
  void firingWhileTheLastOneGoesOnIsSkipped() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    application =
        Application.start(
            Map.of("alone", "1s"),
            job -> {
              await(done);
              return null;
            });
    RunAssert skipped =
        runs.take()
            .isJob("quarkus", null, "Jobs.alone")
            .isOutermost()
            .skipped("the run before it is still going on");
    assertThat(skipped.run().isByScheduler()).isTrue();
    assertThat(skipped.run().scheduledMillis()).isNotEqualTo(JobRun.NO_TIME);
    done.countDown();
    stop();
    boolean worked = false;
    for (RunAssert rest : runs.takeRest()) {
      if (rest.result().reason() == null) {
        isJob(rest, "Jobs.alone", "com.acme.Jobs", "alone").succeeded();
        worked = true;
      } else {
        rest.skipped("the run before it is still going on");
      }
    }
    assertThat(worked).isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("Nobody lets it go on");
      }
    } catch (InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Test
  void firingThatThePredicateRefusesIsSkipped() throws Exception {
    BlockingQueue<String> called = new LinkedBlockingQueue<>();
    application =
        Application.start(
            Map.of("wanted", ONCE),
            job -> {
              called.add(job);
              return true;
            });
    runs.take()
        .isJob("quarkus", null, "wanted")
        .isOutermost()
        .skipped("its skip predicate says so");
    assertThat(called).containsExactly("unwanted");
  }

  @Test
  void firingThatThePredicateAllowsIsOneRun() throws Exception {
    application =
        Application.start(Map.of("wanted", ONCE), job -> job.equals("unwanted") ? false : null);
    isJob(runs.take(), "wanted", "com.acme.Jobs$Picky", "wanted").succeeded();
  }

  @Test
  void predicateThatThrowsRefusesTheRun() throws Exception {
    application =
        Application.start(
            Map.of("wanted", ONCE),
            job -> {
              throw new IllegalStateException("No calendar");
            });
    runs.take()
        .isJob("quarkus", null, "wanted")
        .isOutermost()
        .rejectedWith(IllegalStateException.class, "No calendar");
  }

  @Test
  void withoutTheAgentNothingChanges() throws Exception {
    JobRuns.listen(null);
    BlockingQueue<String> called = new LinkedBlockingQueue<>();
    application =
        Application.start(
            Map.of("plain", ONCE),
            job -> {
              called.add(job);
              return null;
            });
    assertThat(called.poll(60, TimeUnit.SECONDS)).isEqualTo("plain");
  }
}
