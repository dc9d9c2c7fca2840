package io.batchmon.instrumentation.powerjob;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.powerjob.TestWorker.Request;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobRun;
import io.batchmon.job.RunKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tech.powerjob.worker.core.processor.ProcessResult;

/** What each job becomes that the real worker is told to run. */
class PowerJobIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new PowerJobInstrumentation());

  private static final long DUE = 1_767_225_600_000L;
  private static final String GOOD = "WORKER_PROCESS_SUCCESS";
  private static final String BAD = "WORKER_PROCESS_FAILED";
  private static final ProcessResult DONE = new ProcessResult(true, "done");

  private static TestWorker worker;

  @BeforeAll
  static void start() throws Exception {
    worker = TestWorker.start();
  }

  private static RunAssert take(String name, String instance, int attempt) {
    RunAssert taken = runs.take().isJob("powerjob", null, name).isOutermost().hasAttempt(attempt);
    assertThat(taken.run().instanceId()).isEqualTo(instance);
    assertThat(taken.run().isByScheduler()).isTrue();
    assertThat(taken.run().attributeCount()).isZero();
    return taken;
  }

  private static Request settlement(long job, String body) {
    return Request.of(job, Settlement.class, body);
  }

  @Test
  void jobIsCalledAfterItsProcessorAndItsNumber() throws Exception {
    Bodies.put("good", context -> DONE);

    String instance = worker.fire(settlement(1, "good"), DUE);

    RunAssert taken = take("Settlement-1", instance, 1).succeeded().hasStatus(GOOD);
    assertThat(taken.run().codeClass()).isEqualTo(Settlement.class.getName());
    assertThat(taken.run().codeMethod()).isEqualTo("process");
    assertThat(taken.run().scheduledMillis()).isEqualTo(TestWorker.FLOOR ? JobRun.NO_TIME : DUE);
  }

  @Test
  void exceptionOfAProcessorIsTheFailure() throws Exception {
    Bodies.put(
        "thrown",
        context -> {
          throw new IOException("No disk");
        });

    String instance = worker.fire(settlement(2, "thrown"), DUE);

    RunAssert taken = take("Settlement-2", instance, 1).failedWith(IOException.class, "No disk");
    taken.hasStatus(BAD);
    assertThat(taken.result().isRetried()).isFalse();
  }

  @Test
  void errorThatPowerJobDoesNotCatchIsTheFailure() throws Exception {
    Bodies.put(
        "error",
        context -> {
          throw new StackOverflowError("Too deep");
        });

    String instance = worker.fire(settlement(3, "error"), DUE);

    take("Settlement-3", instance, 1).failedWith(StackOverflowError.class, "Too deep");
  }

  @Test
  void resultOfAProcessorIsTheVerdict() throws Exception {
    Bodies.put("refused", context -> new ProcessResult(false, "No orders"));

    String instance = worker.fire(settlement(4, "refused"), DUE);

    take("Settlement-4", instance, 1).failed("No orders", BAD).hasStatus(BAD);
  }

  @Test
  void eachRetryIsTheNextAttempt() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Bodies.put(
        "retried",
        context ->
            switch (calls.incrementAndGet()) {
              case 1 -> throw new IllegalStateException("Bad file");
              case 2 -> new ProcessResult(false, "Still bad");
              default -> DONE;
            });

    String instance = worker.fire(settlement(5, "retried").retried(2), DUE);

    take("Settlement-5", instance, 1)
        .failedWith(IllegalStateException.class, "Bad file")
        .hasStatus(BAD)
        .isRetried();
    take("Settlement-5", instance, 2).failed("Still bad", BAD).hasStatus(BAD).isRetried();
    take("Settlement-5", instance, 3).succeeded().hasStatus(GOOD);
  }

  @Test
  void stoppedJobIsNotAFailure() throws Exception {
    String instance = worker.fire(settlement(6, blocking("stopped", 1)), DUE);
    awaitBody();

    worker.stop(instance);

    take("Settlement-6", instance, 1).stopped().hasStatus(BAD);
  }

  @Test
  void jobBeyondItsTimeLimitHasFailed() throws Exception {
    String instance = worker.fire(settlement(7, blocking("slow", 1)).limited(500), DUE);

    if (TestWorker.FLOOR) {
      // why: PowerJob 4.3.0 forgets the limit of such a job
      awaitBody();
      worker.stop(instance);
      take("Settlement-7", instance, 1).stopped();
      return;
    }
    RunAssert taken = take("Settlement-7", instance, 1);
    taken.failedWith(InterruptedException.class, null).hasStatus(BAD);
    assertThat(taken.result().reason()).isEqualTo("instance execute timeout");
  }

  @Test
  void jobWithoutAProcessorIsAFailedRun() throws Exception {
    String instance =
        worker.fire(new Request(8, "com.acme.Missing", "", "STANDALONE", "CRON", 0, 0), DUE);

    RunAssert taken = take("Missing-8", instance, 1);

    assertThat(taken.result().failure()).hasMessageContaining("fetch Processor failed");
    taken.failedWith(taken.result().failure().getClass(), taken.result().failure().getMessage());
  }

  // why: one test of all that the worker looks at but every few seconds
  @Test
  void tasksArePartsOfTheirJobWhoseVerdictIsItsOwn() throws Exception {
    Bodies.put("good", context -> DONE);
    Bodies.put(
        "bad customer",
        context -> {
          if ("bad".equals(context.getSubTask())) {
            throw new IOException("No customer");
          }
          return DONE;
        });
    AtomicInteger firings = new AtomicInteger();
    CountDownLatch third = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    Bodies.put(
        "often",
        context ->
            switch (firings.incrementAndGet()) {
              case 1 -> DONE;
              case 2 -> throw new IllegalStateException("Bad file");
              default -> {
                third.countDown();
                yield new ProcessResult(never.await(10, TimeUnit.MINUTES));
              }
            });
    String frequent = worker.fire(settlement(9, "often").every("FIXED_RATE"), DUE);
    String mapped = worker.fire(Request.of(20, Invoices.class, "good").on("MAP_REDUCE"), DUE);
    String broadcast = worker.fire(Request.of(21, CacheFlush.class, "good").on("BROADCAST"), DUE);
    String unready =
        worker.fire(Request.of(24, CacheFlush.class, "bad start").on("BROADCAST"), DUE);
    String missing =
        worker.fire(new Request(25, "com.acme.Missing", "", "STANDALONE", "FIXED_RATE", 0, 0), DUE);
    Request map = Request.of(22, Invoices.class, "bad customer").on("MAP");
    String failing = worker.fire(map.retried(1), DUE);
    String stopped =
        worker.fire(Request.of(23, Invoices.class, blocking("held", 2)).on("MAP_REDUCE"), DUE);
    awaitBody();
    worker.stop(stopped);
    assertThat(third.await(60, TimeUnit.SECONDS)).isTrue();
    worker.stop(frequent);
    worker.stop(missing);

    List<RunAssert> taken = new ArrayList<>();
    List<RunAssert> withoutProcessor = new ArrayList<>();
    while (taken.size() < 24) {
      RunAssert one = runs.take();
      (one.run().name().name().equals("Missing-25") ? withoutProcessor : taken).add(one);
    }

    isMapReduce(taken, mapped);
    isBroadcast(taken, broadcast);
    isMap(taken, failing);
    RunAssert held = job(taken, "Invoices-23", stopped).stopped();
    parts(taken, held, "OMS_ROOT_TASK").get(0).succeeded();
    parts(taken, held, "customer", "customer").forEach(task -> task.stopped().hasStatus(BAD));
    isFrequent(taken, frequent);
    RunAssert begun = job(taken, "CacheFlush-24", unready);
    begun.failed("java.lang.IllegalStateException: Bad cache", "FAILED").hasStatus("FAILED");
    parts(taken, begun, "OMS_ROOT_TASK")
        .get(0)
        .failedWith(IllegalArgumentException.class, "No cache")
        .hasStatus(BAD);
    parts(taken, begun, "OMS_LAST_TASK")
        .get(0)
        .failedWith(IllegalStateException.class, "Bad cache");
    assertThat(withoutProcessor).isNotEmpty();
    for (RunAssert run : withoutProcessor) {
      run.isJob("powerjob", null, "Missing-25").isOutermost().hasAttempt(1).hasStatus(BAD);
      assertThat(run.run().instanceId()).isEqualTo(missing);
      assertThat(run.result().reason()).contains("fetch Processor failed");
      run.failed(run.result().reason(), BAD);
    }
  }

  private static void isMapReduce(List<RunAssert> taken, String instance) {
    RunAssert job = job(taken, "Invoices-20", instance).succeeded().hasStatus("SUCCEED");
    job.hasAttribute("batch.execute.type", "MAP_REDUCE");
    parts(taken, job, "OMS_ROOT_TASK", "customer", "customer", "OMS_LAST_TASK")
        .forEach(task -> task.hasAttempt(1).succeeded().hasStatus(GOOD));
  }

  private static void isBroadcast(List<RunAssert> taken, String instance) {
    RunAssert job = job(taken, "CacheFlush-21", instance).hasStatus("FAILED");
    job.failed("java.lang.IllegalStateException: Bad cache", "FAILED");
    parts(taken, job, "OMS_ROOT_TASK", "OMS_BROADCAST_TASK").forEach(RunAssert::succeeded);
    parts(taken, job, "OMS_LAST_TASK")
        .get(0)
        .failedWith(IllegalStateException.class, "Bad cache")
        .hasStatus(BAD);
  }

  private static void isMap(List<RunAssert> taken, String instance) {
    RunAssert job = job(taken, "Invoices-22", instance).hasStatus("FAILED");
    job.failed("total:3,succeed:2,failed:1", "FAILED");
    parts(taken, job, "OMS_ROOT_TASK").get(0).succeeded();
    int failures = 0;
    for (RunAssert task : parts(taken, job, "customer", "customer", "customer")) {
      if (task.result().failure() == null) {
        task.hasAttempt(1).succeeded().hasStatus(GOOD);
      } else {
        task.failedWith(IOException.class, "No customer").hasStatus(BAD).hasAttempt(++failures);
        assertThat(task.result().isRetried()).isEqualTo(failures == 1);
      }
    }
    assertThat(failures).isEqualTo(2);
  }

  private static void isFrequent(List<RunAssert> taken, String instance) {
    List<RunAssert> firings =
        taken.stream().filter(run -> "Settlement-9".equals(run.run().name().name())).toList();
    assertThat(firings).hasSize(3);
    for (RunAssert firing : firings) {
      firing.isJob("powerjob", null, "Settlement-9").isOutermost().hasAttempt(1);
      assertThat(firing.run().instanceId()).startsWith(instance + '.');
    }
    assertThat(firings).extracting(firing -> firing.run().instanceId()).doesNotHaveDuplicates();
    firings.get(0).succeeded().hasStatus(GOOD);
    firings.get(1).failedWith(IllegalStateException.class, "Bad file").hasStatus(BAD);
    firings.get(2).stopped().hasStatus(BAD);
  }

  private static RunAssert job(List<RunAssert> taken, String name, String instance) {
    RunAssert found =
        taken.stream()
            .filter(run -> run.run().kind() == RunKind.JOB && name.equals(run.run().name().name()))
            .findFirst()
            .orElseThrow();
    assertThat(found.run().instanceId()).isEqualTo(instance);
    return found.isOutermost();
  }

  private static List<RunAssert> parts(List<RunAssert> taken, RunAssert job, String... names) {
    List<RunAssert> found =
        taken.stream()
            .filter(run -> run.isPartOf(job))
            .filter(run -> List.of(names).contains(run.run().name().name()))
            .collect(Collectors.toCollection(ArrayList::new));
    assertThat(found).extracting(run -> run.run().name().name()).containsExactlyInAnyOrder(names);
    for (RunAssert part : found) {
      part.is(RunKind.STEP, "powerjob", job.run().name().name(), part.run().name().name());
      assertThat(part.run().instanceId()).isEqualTo(job.run().instanceId());
      assertThat(part.run().attributeName(0)).isEqualTo("batch.task.id");
    }
    return found;
  }

  private static CountDownLatch inBody = new CountDownLatch(0);

  private static String blocking(String name, int tasks) {
    CountDownLatch entered = new CountDownLatch(tasks);
    inBody = entered;
    CountDownLatch never = new CountDownLatch(1);
    Bodies.put(
        name,
        context -> {
          entered.countDown();
          return new ProcessResult(never.await(10, TimeUnit.MINUTES));
        });
    return name;
  }

  private static void awaitBody() throws InterruptedException {
    assertThat(inBody.await(60, TimeUnit.SECONDS)).isTrue();
  }
}
