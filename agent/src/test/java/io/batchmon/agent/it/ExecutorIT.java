package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.standin.ReceivedEvent;
import io.batchmon.standin.ReceivedMetric;
import io.batchmon.standin.ReceivedSpan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Executors and timers of the JDK under the shipped jar. */
class ExecutorIT {
  @RegisterExtension static final Receivers receivers = new Receivers();

  static Stream<Jdk> jdks() {
    return Jdk.all();
  }

  // why: a JVM does not verify its own classes unless told to
  private static ForkedJvm jvm(Jdk jdk) {
    return receivers
        .jvm(jdk)
        .option(
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:+BytecodeVerificationLocal",
            "-XX:+BytecodeVerificationRemote");
  }

  private static void assertUnnoticed(Ended with, Ended without) {
    assertThat(with.out()).isEqualTo(without.out());
    assertThat(with.err()).isEqualTo(without.err());
    assertThat(with.exitCode()).isEqualTo(without.exitCode());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void periodicTaskThatDiesIsAFailedRunAndOneMessage(Jdk jdk) {
    Ended ended = jvm(jdk).main("PoolTasks", "dies").run();
    assertUnnoticed(ended, ForkedJvm.on(jdk).main("PoolTasks", "dies").run());

    ReceivedSpan span = receivers.spanOf("Settle");
    assertThat(span.statusCode()).isEqualTo("ERROR");
    assertThat(span.isRoot()).isTrue();
    assertThat(span.attributes())
        .containsEntry("batch.job.system", "executor")
        .containsEntry("batch.job.outcome", "failed")
        .containsEntry("batch.job.schedule", "every 1 ms")
        .containsEntry("code.function.name", "PoolTasks$Settle.run")
        .containsEntry("error.type", "java.lang.IllegalStateException")
        .doesNotContainKey("batch.job.group");
    List<ReceivedSpan> lambda = receivers.spansOf("PoolTasks 20 ms after the end");
    assertThat(lambda).hasSizeGreaterThanOrEqualTo(2);
    assertThat(lambda)
        .allSatisfy(
            run ->
                assertThat(run.attributes())
                    .containsEntry("batch.job.outcome", "succeeded")
                    .containsEntry("code.function.name", "PoolTasks"));
    assertThat(receivers.collector().events())
        .as("the run has told of the failure")
        .noneMatch(event -> event.name().equals("batch.task.failed"));
    assertThat(receivers.messages()).hasSize(1);
    JsonNode message = receivers.messages().get(0);
    assertThat(message.toString()).contains("Settle").contains("no disk");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void timerThatIsKilledIsAFailedRun(Jdk jdk) {
    Ended ended = jvm(jdk).main("PoolTasks", "timer").run();
    Ended without = ForkedJvm.on(jdk).main("PoolTasks", "timer").run();
    assertUnnoticed(ended, without);

    ReceivedSpan span = receivers.spanOf("Poll");
    assertThat(span.statusCode()).isEqualTo("ERROR");
    assertThat(span.attributes())
        .containsEntry("batch.job.system", "timer")
        .containsEntry("batch.job.outcome", "failed")
        .containsEntry("batch.job.schedule", "every 1 s")
        .containsEntry("error.type", "java.lang.IllegalStateException");
    assertThat(receivers.messages()).isNotEmpty();
    assertThat(receivers.messages().get(0).toString()).contains("Poll").contains("no mail");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void poolsAreCountedAndSwallowedExceptionsTold(Jdk jdk) {
    Ended ended = jvm(jdk).main("PoolTasks", "swallows").run();
    assertUnnoticed(ended, ForkedJvm.on(jdk).main("PoolTasks", "swallows").run());

    assertThat(sum("batch.queue.completed")).isEqualTo(7);
    assertThat(sum("batch.queue.failed")).isEqualTo(2);
    assertThat(sum("batch.queue.swallowed")).isEqualTo(1);
    assertThat(points("batch.queue.waiting")).isNotEmpty();
    assertThat(points("batch.queue.active")).isNotEmpty();

    List<ReceivedEvent> events =
        receivers.collector().events().stream()
            .filter(event -> event.name().equals("batch.task.failed"))
            .toList();
    assertThat(events).hasSize(1);
    assertThat(events.get(0).attributes())
        .containsEntry("batch.queue.name", "pool-1")
        .containsEntry("code.function.name", "PoolTasks$Export")
        .containsEntry("exception.type", "java.lang.IllegalStateException")
        .containsEntry("exception.message", "no space")
        .containsKey("exception.stacktrace");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void jvmThatLivesForItsPeriodicTasksMayBeEnded(Jdk jdk) {
    Ended ended =
        jvm(jdk).main("PoolTasks", "lives").start().awaitLine("ready").terminate().await();
    assertThat(ended.exitCode()).isEqualTo(143);
    assertThat(receivers.spansOf("PoolTasks every 100 ms")).hasSizeGreaterThanOrEqualTo(2);
    assertThat(receivers.spansOf("PoolTasks")).isEmpty();
    assertThat(receivers.messages()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void mainThatWorksBesideAPeriodicTaskIsAborted(Jdk jdk) {
    jvm(jdk).main("PoolTasks", "works").start().awaitLine("ready").terminate().await();
    ReceivedSpan main = receivers.spanOf("PoolTasks");
    assertThat(main.statusCode()).isEqualTo("ERROR");
    assertThat(main.attributes()).containsEntry("batch.job.outcome", "aborted");
  }

  private static List<ReceivedMetric> points(String name) {
    return receivers.collector().metrics().stream()
        .filter(point -> point.name().equals(name))
        .filter(point -> "pool-1".equals(point.attributes().get("batch.queue.name")))
        .toList();
  }

  private static double sum(String name) {
    return points(name).stream().mapToDouble(ReceivedMetric::value).sum();
  }

  static Stream<Jdk> jdk25() {
    return Jdk.of(25).stream();
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("jdk25")
  void periodicTaskOfAForkJoinPoolIsARunToo(Jdk jdk) {
    Ended ended = jvm(jdk).main("PoolTasks", "forkjoin").run();
    assertUnnoticed(ended, ForkedJvm.on(jdk).main("PoolTasks", "forkjoin").run());
    ReceivedSpan span = receivers.spanOf("Settle");
    assertThat(span.statusCode()).isEqualTo("ERROR");
    assertThat(span.attributes())
        .containsEntry("batch.job.system", "executor")
        .containsEntry("batch.job.outcome", "failed")
        .containsEntry("batch.job.schedule", "every 1 ms");
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("jdk25")
  void failureInAForkJoinPoolThatWasStoppedIsNotTheDeathOfItsSchedule(Jdk jdk) {
    Ended ended = jvm(jdk).main("PoolTasks", "stopped").run();
    assertUnnoticed(ended, ForkedJvm.on(jdk).main("PoolTasks", "stopped").run());
    assertThat(receivers.spanOf("PoolTasks every 1 ms").attributes())
        .containsEntry("batch.job.outcome", "failed")
        .doesNotContainKey("batch.job.schedule_died");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void jvmWithoutAJobIsLeftAlone(Jdk jdk, @TempDir Path directory) throws IOException {
    assertThat(hooked(jdk, directory.resolve("job.log"), "true"))
        .contains("ThreadPoolExecutor.runWorker", "FutureTask.report");

    assertThat(hooked(jdk, directory.resolve("none.log"), "false"))
        .contains("PoolTasks.main")
        .doesNotContain("ThreadPoolExecutor", "FutureTask");
  }

  private static String hooked(Jdk jdk, Path log, String mainIsJob) throws IOException {
    Ended ended =
        jvm(jdk)
            .env("BATCHMON_MAIN", mainIsJob)
            .env("BATCHMON_LOG_LEVEL", "info")
            .env("BATCHMON_LOG_FILE", log.toString())
            .main("PoolTasks", "quiet")
            .run();
    assertThat(ended.out()).isEqualTo(String.format("fine%ndone%n"));
    assertThat(ended.err()).isEmpty();
    return Files.readString(log);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void taskOutsideARunAllocatesNothingMore(Jdk jdk) {
    String cost = jvm(jdk).env("BATCHMON_MAIN", "true").main("PoolCost").run().out();
    assertThat(cost).startsWith("bytes 0, ");
    assertThat(cost).isEqualTo(ForkedJvm.on(jdk).main("PoolCost").run().out());
  }
}
