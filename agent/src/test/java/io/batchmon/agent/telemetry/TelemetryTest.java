package io.batchmon.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import io.batchmon.job.ItemCounts;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunOutcome;
import io.batchmon.job.RunResult;
import io.batchmon.standin.ReceivedEvent;
import io.batchmon.standin.ReceivedMetric;
import io.batchmon.standin.ReceivedSpan;
import io.batchmon.standin.StandInCollector;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What arrives at a collector, over real HTTP. */
class TelemetryTest {
  private StandInCollector collector;
  private TestRuns test;

  @BeforeEach
  void start() throws IOException {
    collector = StandInCollector.start();
    test = with();
  }

  private TestRuns with(String... more) {
    String[] settings = new String[more.length + 4];
    settings[0] = "otel.exporter.otlp.endpoint";
    settings[1] = collector.endpoint();
    settings[2] = "otel.service.name";
    settings[3] = "billing-service";
    System.arraycopy(more, 0, settings, 4, more.length);
    return TestRuns.with(settings);
  }

  @AfterEach
  void close() {
    collector.close();
    assertThat(test.failures()).isEmpty();
  }

  @Test
  void itemsAreAttributesAndThoseOfJobsAMetric() {
    OpenRun job = test.begin("load");
    test.begin(JobRun.of(RunKind.STEP, JobName.of("spring_batch", "load", "copy")))
        .end(RunResult.succeeded().withItems(ItemCounts.of(10, 7, 1, 2, 3, 0)));
    job.end(RunResult.succeeded().withItems(ItemCounts.of(10, 7, 1, 2, 3, 0)));
    assertThat(test.flush().isComplete()).isTrue();

    assertThat(collector.spans())
        .hasSize(2)
        .allSatisfy(
            span ->
                assertThat(span.attributes())
                    .contains(
                        entry("batch.items.read", 10L),
                        entry("batch.items.written", 7L),
                        entry("batch.items.filtered", 1L),
                        entry("batch.items.skipped", 2L),
                        entry("batch.items.commits", 3L),
                        entry("batch.items.rollbacks", 0L),
                        entry("batch.job.name", "load"),
                        entry("batch.job.outcome", "succeeded")));
    assertThat(collector.spans().get(0).name()).isEqualTo("copy");
    assertThat(collector.metrics().stream().filter(point -> point.name().equals("batch.items")))
        .extracting(point -> point.attributes().get("batch.items.kind"), ReceivedMetric::value)
        .containsExactlyInAnyOrder(
            tuple("read", 10.0),
            tuple("written", 7.0),
            tuple("filtered", 1.0),
            tuple("skipped", 2.0));
  }

  @Test
  void stepOfAJobInAnotherJvmNamesItsJob() {
    test.begin(JobRun.of(RunKind.STEP, JobName.of("spring_batch", "load", "copy:partition1")))
        .end(RunResult.succeeded());
    assertThat(test.flush().isComplete()).isTrue();
    assertThat(collector.spans())
        .singleElement()
        .satisfies(
            span ->
                assertThat(span.attributes())
                    .contains(
                        entry("batch.job.name", "load"),
                        entry("batch.step.name", "copy:partition1"),
                        entry("batch.job.outcome", "succeeded")));
  }

  @Test
  void waitingTimeAndCostAreToldWhereTheyAreKnown() {
    test.runs.measure(JvmThreadCosts.ifThere());
    test.begin(
            JobRun.builder(RunKind.JOB, JobName.of("spring_batch", "load"))
                .submittedMillis(System.currentTimeMillis() - 1500)
                .build())
        .end(RunResult.succeeded());
    assertThat(test.flush().isComplete()).isTrue();
    ReceivedSpan span = collector.spans().get(0);
    assertThat((Double) span.attributes().get("batch.job.queue_time")).isBetween(1.5, 60.0);
    assertThat((Double) span.attributes().get("batch.job.cpu_time")).isBetween(0.0, 60.0);
    assertThat((Long) span.attributes().get("batch.job.allocated")).isPositive();
    assertThat(span.attributes()).containsEntry("batch.job.outcome", "succeeded");
  }

  @Test
  void scheduleThatDiedAndRunThatLeakedAreTold() {
    JobRun scheduled =
        JobRun.builder(RunKind.JOB, JobName.of("executor", "Poll")).byScheduler().build();
    OpenRun leaked = test.begin(scheduled);
    test.begin(scheduled).end(RunResult.failed("bad", "BAD").scheduleDied(""));
    leaked.end(RunResult.succeeded());
    assertThat(test.flush().isComplete()).isTrue();
    ReceivedSpan died = collector.spans().get(0);
    assertThat(died.attributes())
        .containsEntry("batch.job.schedule_died", true)
        .containsEntry("batch.job.outcome", "failed");
    assertThat(died.links()).hasSize(1);
    assertThat(died.links().get(0).spanId()).isEqualTo(collector.spans().get(1).spanId());
    assertThat(collector.metrics())
        .filteredOn(point -> point.name().equals("batchmon.runs.leaked"))
        .singleElement()
        .satisfies(point -> assertThat(point.value()).isEqualTo(1));
  }

  @Test
  void succeededRunIsOneSpanWithItsFacts() {
    JobRun run =
        JobRun.builder(RunKind.JOB, JobName.of("quartz", "billing", "nightly"))
            .instanceId("fire-1")
            .scheduledMillis(System.currentTimeMillis() - 2500)
            .trigger("at-two")
            .schedule("0 0 2 * * ?")
            .code("com.acme.Nightly", "execute")
            .attribute("batch.job.recovering", true)
            .attribute("batch.job.scheduler.name", "main")
            .build();
    OpenRun open = test.begin(run);
    open.end(RunResult.succeeded().withStatus("COMPLETED").withAttribute("batch.items.read", 7));
    assertThat(test.flush().isComplete()).isTrue();

    assertThat(collector.spans()).hasSize(1);
    ReceivedSpan span = collector.spans().get(0);
    assertThat(span.name()).isEqualTo("billing.nightly");
    assertThat(span.kind()).isEqualTo("INTERNAL");
    assertThat(span.statusCode()).isEqualTo("UNSET");
    assertThat(span.isRoot()).isTrue();
    assertThat(span.events()).isEmpty();
    assertThat(span.links()).isEmpty();
    assertThat(span.endNanos()).isGreaterThanOrEqualTo(span.startNanos());
    assertThat(span.attributes())
        .contains(
            entry("batch.job.name", "nightly"),
            entry("batch.job.group", "billing"),
            entry("batch.job.system", "quartz"),
            entry("batch.job.instance.id", "fire-1"),
            entry("batch.job.attempt", 1L),
            entry("batch.job.outcome", "succeeded"),
            entry("batch.job.status", "COMPLETED"),
            entry("batch.job.trigger", "at-two"),
            entry("batch.job.schedule", "0 0 2 * * ?"),
            entry("batch.job.scheduled_time", run.scheduledMillis()),
            entry("batch.job.recovering", true),
            entry("batch.job.scheduler.name", "main"),
            entry("batch.items.read", 7L),
            entry("code.function.name", "com.acme.Nightly.execute"),
            entry("thread.name", Thread.currentThread().getName()),
            entry("aws.span.kind", "LOCAL_ROOT"),
            entry("aws.local.service", "billing-service"))
        .doesNotContainKeys("error.type", "batch.job.reason", "batch.job.exit_code");
    assertThat((Double) span.attributes().get("batch.job.lateness")).isBetween(2.5, 60.0);
    assertThat((String) span.attributes().get("batch.job.run.id")).hasSize(16);
    assertThat(span.attributes().get("aws.xray.annotations"))
        .isEqualTo(
            List.of(
                "batch.job.name",
                "batch.job.group",
                "batch.job.system",
                "batch.job.run.id",
                "batch.job.attempt",
                "batch.job.outcome",
                "batch.job.status",
                "batch.job.trigger"));
    assertThat(span.resource())
        .contains(
            entry("service.name", "billing-service"),
            entry("deployment.environment.name", "development"),
            entry("telemetry.sdk.language", "java"),
            entry("telemetry.distro.name", "batchmon"))
        .doesNotContainKey("process.command_args");
    assertThat(test.stderr()).isEmpty();
  }

  @Test
  void failedRunTellsItsRootCause() {
    test.fail(
        "nightly",
        new IllegalStateException("outer", new NumberFormatException("For input \"x\"")));
    test.flush();
    ReceivedSpan span = collector.spans().get(0);
    assertThat(span.statusCode()).isEqualTo("ERROR");
    assertThat(span.statusMessage()).isEmpty();
    assertThat(span.attributes())
        .contains(
            entry("batch.job.outcome", "failed"),
            entry("error.type", "java.lang.NumberFormatException"));
    assertThat(span.events()).hasSize(1);
    assertThat(span.events().get(0).name()).isEqualTo("exception");
    assertThat(span.events().get(0).attributes())
        .contains(
            entry("exception.type", "java.lang.NumberFormatException"),
            entry("exception.message", "For input \"x\""));
    assertThat((String) span.events().get(0).attributes().get("exception.stacktrace"))
        .startsWith("java.lang.IllegalStateException: outer\n\tat ")
        .contains("Caused by: java.lang.NumberFormatException");
  }

  @ParameterizedTest
  @EnumSource(RunOutcome.class)
  void statusIsErrorExactlyWhenTheOutcomeIs(RunOutcome outcome) {
    test.begin("nightly").end(withReason(outcome));
    test.flush();
    ReceivedSpan span = collector.spans().get(0);
    assertThat(span.attributes()).containsEntry("batch.job.outcome", outcome.word());
    assertThat(span.statusCode()).isEqualTo(outcome.isError() ? "ERROR" : "UNSET");
    assertThat(span.attributes().containsKey("error.type")).isEqualTo(outcome.isError());
    assertThat(span.statusMessage()).isEqualTo(outcome.isError() ? "why" : "");
    assertThat(span.events()).isEmpty();
    ReceivedEvent finished = event("batch.job.finished");
    assertThat(finished.severity()).isEqualTo(outcome.isError() ? "ERROR" : "INFO");
    assertThat(metric("batch.job.runs", point -> true).attributes())
        .containsEntry("batch.job.outcome", outcome.word());
    assertThat(collector.metrics().stream().anyMatch(p -> p.name().equals("batch.job.errors")))
        .isEqualTo(outcome.isError());
  }

  private static RunResult withReason(RunOutcome outcome) {
    return switch (outcome) {
      case SUCCEEDED -> RunResult.succeeded();
      case FAILED -> RunResult.failed("why", "BAD");
      case STOPPED -> RunResult.stopped("why");
      case SKIPPED -> RunResult.skipped("why");
      case REJECTED -> RunResult.rejected("why", "TaskRejected");
      case ABORTED -> RunResult.aborted("why", "SIGTERM");
      case LOST -> RunResult.lost("why");
    };
  }

  @Test
  void stepIsAChildAndCountsAsNoRun() {
    OpenRun job = test.begin("nightly");
    OpenRun step = test.begin(JobRun.of(RunKind.STEP, JobName.of("spring_batch", "load")));
    step.end(RunResult.succeeded());
    job.end(RunResult.succeeded());
    test.flush();
    ReceivedSpan parent = span("billing.nightly");
    ReceivedSpan child = span("load");
    assertThat(child.parentSpanId()).isEqualTo(parent.spanId());
    assertThat(child.traceId()).isEqualTo(parent.traceId());
    assertThat(child.statusCode()).isEqualTo("UNSET");
    assertThat(child.attributes())
        .contains(entry("batch.step.name", "load"), entry("batch.job.name", "nightly"))
        .doesNotContainKey("aws.span.kind");
    assertThat(metric("batch.job.runs", point -> true).value()).isEqualTo(1);
  }

  @Test
  void retryIsLinkedAndCountsAsOneRun() {
    JobRun run =
        JobRun.builder(RunKind.JOB, JobName.of("quartz", "billing", "nightly"))
            .instanceId("fire-1")
            .build();
    test.begin(run).end(RunResult.failed(new IOException("disk")).retried());
    test.begin(run).end(RunResult.succeeded());
    test.flush();
    assertThat(collector.spans()).hasSize(2);
    ReceivedSpan first = collector.spans().get(0);
    ReceivedSpan second = collector.spans().get(1);
    assertThat(first.statusCode()).isEqualTo("ERROR");
    assertThat(first.attributes()).containsEntry("batch.job.retried", true);
    assertThat(second.statusCode()).isEqualTo("UNSET");
    assertThat(second.attributes()).containsEntry("batch.job.attempt", 2L);
    assertThat(second.attributes().get("batch.job.run.id"))
        .isEqualTo(first.attributes().get("batch.job.run.id"));
    assertThat(second.links()).hasSize(1);
    assertThat(second.links().get(0).traceId()).isEqualTo(first.traceId());
    assertThat(second.links().get(0).spanId()).isEqualTo(first.spanId());
    ReceivedMetric runs = metric("batch.job.runs", point -> true);
    assertThat(runs.value()).isEqualTo(1);
    assertThat(runs.attributes()).containsEntry("batch.job.outcome", "succeeded");
    ReceivedMetric errors = metric("batch.job.errors", point -> true);
    assertThat(errors.value()).isEqualTo(1);
    assertThat(errors.attributes()).containsEntry("error.type", "java.io.IOException");
  }

  @Test
  void metricsOfARunAreExact() {
    long nextSeconds = System.currentTimeMillis() / 1000 + 3600;
    JobRun run =
        JobRun.builder(RunKind.JOB, JobName.of("quartz", "billing", "nightly"))
            .scheduledMillis(System.currentTimeMillis())
            .nextMillis(nextSeconds * 1000)
            .build();
    test.begin(run).end(RunResult.succeeded());
    test.begin(run).end(RunResult.failed(new IOException("disk")));
    OpenRun open = test.begin(run);
    test.telemetry.missed(run.name(), 1, "misfire");
    test.telemetry.adviceFailed("quartz");
    test.flush();
    Predicate<ReceivedMetric> succeeded =
        point -> "succeeded".equals(point.attributes().get("batch.job.outcome"));
    ReceivedMetric duration = metric("batch.job.duration", succeeded);
    assertThat(duration.type()).isEqualTo("exponential_histogram");
    assertThat(duration.temporality()).isEqualTo("DELTA");
    assertThat(duration.unit()).isEqualTo("s");
    assertThat(duration.count()).isEqualTo(1);
    assertThat(duration.attributes())
        .containsOnly(
            entry("batch.job.system", "quartz"),
            entry("batch.job.group", "billing"),
            entry("batch.job.name", "nightly"),
            entry("batch.job.outcome", "succeeded"));
    ReceivedMetric runs = metric("batch.job.runs", succeeded);
    assertThat(runs.value()).isEqualTo(1);
    assertThat(runs.temporality()).isEqualTo("DELTA");
    assertThat(runs.monotonic()).isTrue();
    assertThat(metric("batch.job.active", point -> true).value()).isEqualTo(1);
    assertThat(metric("batch.job.active", point -> true).monotonic()).isFalse();
    assertThat(metric("batch.job.lateness", point -> true).count()).isEqualTo(3);
    assertThat(metric("batch.job.next_run", point -> true).value()).isEqualTo((double) nextSeconds);
    assertThat(metric("batch.job.last_success", point -> true).value())
        .isBetween(nextSeconds - 3700.0, nextSeconds - 3500.0);
    assertThat(metric("batch.job.missed", point -> true).value()).isEqualTo(1);
    assertThat(metric("batchmon.advice.failures", point -> true).attributes())
        .containsOnly(entry("batchmon.hook", "quartz"));
    assertThat(collector.metrics())
        .noneSatisfy(
            point ->
                assertThat(point.attributes())
                    .containsAnyOf(
                        entry("thread.name", Thread.currentThread().getName()),
                        entry("batch.job.run.id", "")));
    open.end(RunResult.succeeded());
  }

  @Test
  void eventsTellStartAndEndWithinTheTrace() {
    test.fail("nightly", new IllegalStateException("Bad file"));
    test.flush();
    ReceivedSpan span = collector.spans().get(0);
    assertThat(collector.events())
        .extracting(ReceivedEvent::name)
        .containsExactly("batch.job.started", "batch.job.finished");
    assertThat(collector.events())
        .allSatisfy(
            event -> {
              assertThat(event.traceId()).isEqualTo(span.traceId());
              assertThat(event.spanId()).isEqualTo(span.spanId());
              assertThat(event.attributes())
                  .containsEntry("batch.job.run.id", span.attributes().get("batch.job.run.id"));
            });
    ReceivedEvent finished = event("batch.job.finished");
    assertThat(finished.severity()).isEqualTo("ERROR");
    assertThat(finished.body())
        .startsWith("billing.nightly failed after 0.")
        .endsWith(" s: java.lang.IllegalStateException: Bad file");
    assertThat(finished.attributes())
        .contains(
            entry("batch.job.outcome", "failed"),
            entry("error.type", "java.lang.IllegalStateException"),
            entry("exception.message", "Bad file"))
        .containsKey("batch.job.duration");
    assertThat(event("batch.job.started").severity()).isEqualTo("INFO");
  }

  @Test
  void discardedRunLeavesNoSpanAndIsNotActive() {
    OpenRun server = test.begin("server");
    test.runs.discard(test.runs.current());
    server.end(RunResult.succeeded());
    test.succeed("other");
    test.flush();
    assertThat(collector.spans()).extracting(ReceivedSpan::name).containsExactly("billing.other");
    assertThat(metric("batch.job.active", p -> p.attributes().containsValue("server")).value())
        .isZero();
  }

  @Test
  void requestIsAServerSpanAndNoJob() {
    test.begin(JobRun.of(RunKind.REQUEST, JobName.of("servlet", "GET /orders")))
        .end(RunResult.succeeded());
    test.flush();
    assertThat(collector.spans().get(0).kind()).isEqualTo("SERVER");
    assertThat(collector.spans().get(0).statusCode()).isEqualTo("UNSET");
    assertThat(collector.metrics()).noneMatch(point -> point.name().equals("batch.job.runs"));
  }

  @Test
  void messagesAreRedactedEverywhere() {
    test =
        TestRuns.with(
            io.batchmon.agent.run.Clock.SYSTEM,
            text -> text.replace("secret", "***"),
            "otel.exporter.otlp.endpoint",
            collector.endpoint());
    test.fail("nightly", new IllegalStateException("password=secret"));
    test.begin("other").end(RunResult.failed("token secret", "BAD"));
    test.flush();
    assertThat(collector.spans()).hasSize(2);
    assertThat(collector.events()).hasSize(4);
    assertThat(collector.spans().toString()).contains("password=***").doesNotContain("secret");
    assertThat(collector.events().toString()).contains("token ***").doesNotContain("secret");
    assertThat(collector.metrics().toString()).doesNotContain("secret");
  }

  @Test
  void namesAndAttributesAreRedactedEverywhere() {
    test =
        TestRuns.with(
            io.batchmon.agent.run.Clock.SYSTEM,
            text -> text.replace("secret", "***"),
            "otel.exporter.otlp.endpoint",
            collector.endpoint());
    JobRun run =
        JobRun.builder(RunKind.JOB, JobName.of("quartz", "secret group", "secret job"))
            .instanceId("secret id")
            .trigger("secret trigger")
            .schedule("secret schedule")
            .attribute("batch.job.parameter.customer", "secret parameter")
            .build();
    test.begin(run)
        .end(
            RunResult.failed("secret reason", "secret type")
                .withStatus("secret status")
                .withExitCode("secret code")
                .withAttribute("a", "secret a"));
    test.telemetry.missed(JobName.of("quartz", "secret missed"), 0, "secret why");
    test.flush();

    assertThat(collector.spans().toString())
        .contains("*** group.*** job", "*** id", "*** trigger", "*** schedule", "*** parameter")
        .contains("*** reason", "*** type", "*** status", "*** code", "*** a")
        .doesNotContain("secret");
    assertThat(collector.events().toString()).contains("*** job").doesNotContain("secret");
    assertThat(collector.metrics().toString())
        .contains("*** group", "*** job", "*** type", "*** missed", "*** why")
        .doesNotContain("secret");
  }

  @Test
  void runThatCannotBeDescribedDoesNotEndTheTelemetryOfOthers() {
    test =
        TestRuns.with(
            io.batchmon.agent.run.Clock.SYSTEM,
            text -> {
              if (text.contains("Bad file")) {
                throw new IllegalStateException("broken redactor");
              }
              return text;
            },
            "otel.exporter.otlp.endpoint",
            collector.endpoint());
    test.fail("bad", new IllegalStateException("Bad file"));
    test.succeed("good");
    assertThat(test.flush().spans()).isEqualTo(1);
    assertThat(collector.spans())
        .singleElement()
        .satisfies(
            span -> {
              assertThat(span.name()).isEqualTo("billing.good");
              assertThat(span.statusCode()).isEqualTo("UNSET");
            });
    assertThat(test.stderr()).contains("could not be turned into telemetry");
  }

  @Test
  void threadIsADaemonAndKeepsNothingOfTheJobs() {
    test.succeed("nightly");
    Thread agents =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("batchmon-telemetry"))
            .findFirst()
            .orElseThrow();
    assertThat(agents.isDaemon()).isTrue();
    assertThat(agents.getContextClassLoader()).isSameAs(Telemetry.class.getClassLoader());
    test.flush();
    assertThat(collector.spans())
        .singleElement()
        .satisfies(span -> assertThat(span.statusCode()).isEqualTo("UNSET"));
  }

  @Test
  void limitsOfAttributesAreHonoured() {
    test =
        with(
            "otel.span.attribute.count.limit", "3",
            "otel.attribute.value.length.limit", "5",
            "otel.span.event.count.limit", "0");
    test.fail("nightly", new IllegalStateException("Bad file"));
    test.flush();
    ReceivedSpan span = collector.spans().get(0);
    assertThat(span.attributes())
        .containsOnly(
            entry("batch.job.name", "night"),
            entry("batch.job.group", "billi"),
            entry("batch.job.system", "quart"));
    assertThat(span.events()).isEmpty();
    assertThat(span.statusCode()).isEqualTo("ERROR");
  }

  private ReceivedSpan span(String name) {
    return collector.awaitSpan(span -> span.name().equals(name), TestRuns.LIMIT);
  }

  private ReceivedEvent event(String name) {
    return collector.awaitEvent(event -> event.name().equals(name), TestRuns.LIMIT);
  }

  private ReceivedMetric metric(String name, Predicate<ReceivedMetric> matching) {
    return collector.awaitMetric(
        point -> point.name().equals(name) && matching.test(point), TestRuns.LIMIT);
  }
}
