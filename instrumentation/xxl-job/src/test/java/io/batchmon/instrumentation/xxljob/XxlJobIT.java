package io.batchmon.instrumentation.xxljob;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.instrumentation.xxljob.TestExecutor.Trigger;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What each trigger of the real executor becomes. */
class XxlJobIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new XxlJobInstrumentation());

  private static final long SCHEDULED = 1_767_225_600_000L;

  private static TestExecutor executor;

  @BeforeAll
  static void start() throws Exception {
    executor = TestExecutor.start();
  }

  private static RunAssert fire(Trigger trigger, String name) throws Exception {
    long id = executor.fire(trigger, SCHEDULED);
    return isTrigger(runs.take(), name, id);
  }

  private static RunAssert isTrigger(RunAssert taken, String name, long id) {
    assertThat(taken.run().instanceId()).isEqualTo(Long.toString(id));
    assertThat(taken.run().scheduledMillis()).isEqualTo(SCHEDULED);
    assertThat(taken.run().isByScheduler()).isTrue();
    return taken.isJob("xxl_job", null, name).isOutermost().hasAttempt(1);
  }

  @Test
  void annotatedMethodIsAJobAndItsExceptionTheFailure() throws Exception {
    TestExecutor.registerMethod("settlement");
    Bodies.put("settlement", () -> null);
    RunAssert good = fire(Trigger.bean(1, "settlement"), "settlement").succeeded().hasStatus("200");
    assertThat(good.run().codeClass())
        .isEqualTo((TestExecutor.FLOOR ? FloorMethodBean.class : MethodBean.class).getName());
    assertThat(good.run().codeMethod()).isEqualTo("settle");
    assertThat(good.run().attributeCount() + good.result().attributeCount()).isZero();

    Bodies.put(
        "settlement",
        () -> {
          throw new IllegalStateException("Bad file");
        });
    fire(Trigger.bean(1, "settlement"), "settlement")
        .failedWith(IllegalStateException.class, "Bad file")
        .hasStatus("500");
  }

  @Test
  void classOfTheApplicationIsAJobAndSaysByItsCodeThatItFailed() throws Exception {
    TestExecutor.registerClass("invoices");
    Bodies.put("invoices", () -> null);
    RunAssert good = fire(Trigger.bean(2, "invoices"), "invoices").succeeded().hasStatus("200");
    assertThat(good.run().codeClass()).isEqualTo("Written");

    Bodies.put("invoices", () -> "No orders");
    fire(Trigger.bean(2, "invoices"), "invoices").failed("No orders", "500").hasStatus("500");
  }

  @Test
  void classOfTheApplicationThatThrowsIsKnownByTheTextThatXxlJobKeeps() throws Exception {
    TestExecutor.registerClass("reports");
    Bodies.put(
        "reports",
        () -> {
          throw new IllegalArgumentException("Bad report");
        });

    fire(Trigger.bean(3, "reports"), "reports")
        .failed("Bad report", IllegalArgumentException.class.getName())
        .hasStatus("500");
  }

  @Test
  void glueCodeIsAJobOfItsNumber() throws Exception {
    Bodies.put("glue", () -> null);
    String source = TestExecutor.handlerSource("glue");
    fire(Trigger.code(4, "GLUE_GROOVY", source), "glue-4").succeeded().hasStatus("200");

    Bodies.put(
        "glue",
        () -> {
          throw new StackOverflowError("Too deep");
        });
    fire(Trigger.code(4, "GLUE_GROOVY", source), "glue-4")
        .failedWith(StackOverflowError.class, "Too deep")
        .hasStatus("500");
  }

  @Test
  void exitCodeOfAScriptIsItsVerdict() throws Exception {
    fire(Trigger.code(5, "GLUE_SHELL", "exit 0"), "script-5").succeeded().hasStatus("200");
    fire(Trigger.code(6, "GLUE_SHELL", "exit 3"), "script-6")
        .failed("script exit value(3) is failed", "500")
        .hasStatus("500");
  }

  @Test
  void handlerWithATimeLimitWorksForTheRunInItsFreshThread() throws Exception {
    TestExecutor.registerMethod("limited");
    AtomicReference<OpenRun> seen = new AtomicReference<>();
    Bodies.put(
        "limited",
        () -> {
          seen.set(JobRuns.current());
          return null;
        });
    fire(Trigger.bean(7, "limited").limited(30), "limited").succeeded().hasStatus("200");
    assertThat(seen.get().kind()).isEqualTo(RunKind.JOB);

    Bodies.put(
        "limited",
        () -> {
          throw new IllegalStateException("Bad limit");
        });
    fire(Trigger.bean(7, "limited").limited(30), "limited")
        .failedWith(IllegalStateException.class, "Bad limit")
        .hasStatus("500");
  }

  @Test
  void handlerBeyondItsTimeLimitHasFailed() throws Exception {
    TestExecutor.registerMethod("slow");
    CountDownLatch never = new CountDownLatch(1);
    Bodies.put("slow", () -> never.await(10, TimeUnit.MINUTES) ? null : "");

    fire(Trigger.bean(8, "slow").limited(1), "slow")
        .failed("job execute timeout ", "502")
        .hasStatus("502");

    Bodies.put("slow", () -> null);
    fire(Trigger.bean(8, "slow"), "slow").succeeded().hasStatus("200");
  }

  @Test
  void shardOfABroadcastSaysWhichOneItIs() throws Exception {
    TestExecutor.registerMethod("broadcast");
    Bodies.put("broadcast", () -> null);

    RunAssert taken =
        fire(Trigger.bean(9, "broadcast").shard(1, 3), "broadcast").succeeded().hasStatus("200");

    if (TestExecutor.FLOOR) {
      assertThat(taken.result().attributeCount()).isZero();
    } else {
      taken.endedWithAttribute("batch.shard.index", 1L).endedWithAttribute("batch.shard.total", 3L);
    }
  }

  @Test
  void killedJobIsStoppedAndWhatWaitedBehindItRejected() throws Exception {
    TestExecutor.registerClass("killed");
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    Bodies.put(
        "killed",
        () -> {
          running.countDown();
          return never.await(10, TimeUnit.MINUTES) ? null : "";
        });
    long id = executor.fire(Trigger.bean(10, "killed"), SCHEDULED);
    assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
    executor.fire(Trigger.bean(10, "killed"), SCHEDULED);
    executor.kill(10);

    isTrigger(runs.take(), "killed", id).stopped();
    runs.take()
        .isJob("xxl_job", null, "killed")
        .rejected("killed in the queue: scheduling center kill job.");
  }
}
