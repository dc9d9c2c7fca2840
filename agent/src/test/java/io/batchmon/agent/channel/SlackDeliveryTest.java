package io.batchmon.agent.channel;

import static io.batchmon.standin.Fault.answer;
import static io.batchmon.standin.Fault.hang;
import static io.batchmon.standin.Fault.resetAfterHeaders;
import static io.batchmon.standin.Fault.slow;
import static io.batchmon.standin.Fault.tooManyRequests;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.batchmon.agent.alert.Alerts;
import io.batchmon.agent.alert.Jobs;
import io.batchmon.agent.alert.Reason;
import io.batchmon.agent.alert.Thrown;
import io.batchmon.agent.alert.TickingClock;
import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Redactor;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.run.Clock;
import io.batchmon.agent.secret.Secret;
import io.batchmon.job.ItemCounts;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import io.batchmon.standin.Exchange;
import io.batchmon.standin.StandInSlack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the end of a run to the message at Slack, over real HTTP. */
class SlackDeliveryTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final TickingClock clock = new TickingClock();
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private AgentLog log;
  private final Map<String, Settings.Value> values = new LinkedHashMap<>();

  {
    set("batchmon.state.dir", "none");
  }

  @TempDir private Path folder;
  private StandInSlack slack;

  @BeforeEach
  void start() throws IOException {
    slack = StandInSlack.start();
    log =
        AgentLog.to(new PrintStream(stderr, true, StandardCharsets.UTF_8))
            .with(AgentLog.Level.DEBUG, folder.resolve("log").toString());
    set("batchmon.slack.webhook.url", slack.url());
  }

  @AfterEach
  void stopAndSearchForTheSecret() throws IOException {
    slack.close();
    assertThat(logged()).doesNotContain(slack.secret()).doesNotContain("/services/T0STANDIN");
  }

  private void set(String name, String value) {
    values.put(name, new Settings.Value(value, "test"));
  }

  private String logged() throws IOException {
    return stderr.toString(StandardCharsets.UTF_8) + Files.readString(folder.resolve("log"));
  }

  private List<String> warnings() {
    return stderr.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private Alerts alerts(String environment) {
    Settings settings = new Settings(values, log);
    return Alerts.of(
        settings,
        log,
        clock,
        Redactor.builtIn(),
        "billing-batch",
        environment,
        "batch-7",
        Channels.of(settings, log),
        null);
  }

  /** As in production, but impatient where a server does not answer. */
  private Alerts impatient() {
    Settings settings = new Settings(values, log);
    return Alerts.of(
        settings,
        log,
        clock,
        Redactor.builtIn(),
        "billing-batch",
        "production",
        "batch-7",
        () -> List.of(new SlackWebhook(new WebClient(Secret.of(slack.url()), 500, 500))),
        null);
  }

  private static String text(JsonNode message) {
    return message.path("text").asText();
  }

  @Test
  void firstFailureIsToldWithAllThatIsKnown() throws Exception {
    set("batchmon.trace.url", "https://traces.example/t/{traceId}?a=1&b=2");
    set("otel.resource.attributes", "a=b, service.version=2.3.1");
    Jobs jobs = new Jobs(clock, alerts("production"));
    JobRun run =
        JobRun.builder(RunKind.JOB, Jobs.NIGHTLY)
            .schedule("0 0 2 * * ?")
            .nextMillis(TickingClock.START + 86_400_000)
            .code("com.acme.billing.NightlyInvoice", "execute")
            .build();

    jobs.run(run, RunResult.failed(Thrown.badFile()));

    JsonNode message = slack.awaitMessages(1, SOON).get(0);
    assertThat(text(message))
        .isEqualTo("[production] FAILED billing.nightly-invoice: IllegalStateException");
    String seen = StandInSlack.render(message);
    assertThat(seen)
        .contains("FAILED  billing.nightly-invoice")
        .contains("Environment: production")
        .contains("Service: billing-batch")
        .contains("Started: 2026-01-01T02:00:00Z")
        .contains("Duration: 1 s")
        .contains("Occurrences: 1")
        .contains("Next run: 2026-01-02T02:00:00Z")
        .contains("IllegalStateException: Bad file")
        .contains("at com.acme.billing.InvoiceLoader.load(InvoiceLoader.java:88)")
        .contains("    ... 2 org.quartz")
        .contains("Trace (https://traces.example/t/")
        .contains("host batch-7 · run ")
        .contains(" · app 2.3.1 · fp ")
        .contains("First failure of its kind. Next message: on recovery, at 3 failures in 5 min");
    assertThat(message.toString()).doesNotContainIgnoringCase("unknown").doesNotContain("null");
    assertThat(warnings()).isEmpty();
  }

  @Test
  void scheduleThatDiedIsTold() throws Exception {
    Alerts alerts = alerts("production");
    Jobs jobs = new Jobs(clock, alerts);
    jobs.fail(Jobs.NIGHTLY);
    slack.awaitMessages(1, SOON);

    jobs.run(Jobs.NIGHTLY, RunResult.failed(Thrown.badFile()).scheduleDied("Cleanup every 5 s"));

    alerts.awaitFlush(SOON.toNanos());
    JsonNode message = slack.messages().get(1);
    assertThat(text(message))
        .isEqualTo("[production] SCHEDULE DIED billing.nightly-invoice: IllegalStateException");
    assertThat(StandInSlack.render(message))
        .contains(
            "this job will not run again before a restart. With it ended: Cleanup every 5 s.");
    assertThat(warnings()).isEmpty();
  }

  @Test
  void jobThatFailsForWhatAJobInsideItFailedForIsNotToldAgain() throws Exception {
    Alerts alerts = alerts("production");
    Jobs jobs = new Jobs(clock, alerts);
    IllegalStateException cause = new IllegalStateException("disk full");
    OpenRun main = jobs.begin(JobName.of("main", "Nightly"));
    OpenRun quartz = jobs.begin(JobName.of("quartz", "night", "load"));
    OpenRun batch = jobs.begin(JobName.of("spring_batch", "import"));
    batch.end(
        RunResult.failed(cause)
            .withStatus("FAILED")
            .withItems(ItemCounts.of(1_234_567, 1000, 0, 20, 3, 1)));
    quartz.end(RunResult.failed(new RuntimeException("job failed", cause)));
    main.end(RunResult.failed("exit code 1", "exit"));

    JsonNode message = slack.awaitMessages(1, SOON).get(0);
    assertThat(text(message)).isEqualTo("[production] FAILED import: IllegalStateException");
    assertThat(StandInSlack.render(message))
        .contains("Items: read 1,234,567, written 1,000, skipped 20; rollbacks 1")
        .contains("Part of: Nightly");
    alerts.awaitFlush(SOON.toNanos());
    assertThat(slack.messages()).hasSize(1);
    assertThat(alerts.count(Reason.TOLD_OF_PART)).isEqualTo(2);
  }

  @Test
  void jobThatFailsForAnotherReasonThanTheJobInsideItIsTold() throws Exception {
    Alerts alerts = alerts("production");
    Jobs jobs = new Jobs(clock, alerts);
    OpenRun main = jobs.begin(JobName.of("main", "Nightly"));
    jobs.fail(JobName.of("spring_batch", "import"));
    slack.awaitMessages(1, SOON);
    main.end(RunResult.failed(new NullPointerException("of its own")));

    alerts.awaitFlush(SOON.toNanos());
    assertThat(slack.messages())
        .extracting(SlackDeliveryTest::text)
        .containsExactly(
            "[production] FAILED import: IllegalStateException",
            "[production] FAILED Nightly: NullPointerException");
  }

  @Test
  void scheduleThatDiedOfWhatTheJobInsideItFailedForIsTold() throws Exception {
    Alerts alerts = alerts("production");
    Jobs jobs = new Jobs(clock, alerts);
    IllegalStateException cause = new IllegalStateException("disk full");
    OpenRun task = jobs.begin(JobName.of("executor", "Settle"));
    OpenRun batch = jobs.begin(JobName.of("spring_batch", "import"));
    batch.end(RunResult.failed(cause));
    slack.awaitMessages(1, SOON);
    task.end(RunResult.failed(new RuntimeException("job failed", cause)).scheduleDied(""));

    alerts.awaitFlush(SOON.toNanos());
    assertThat(slack.messages())
        .extracting(SlackDeliveryTest::text)
        .containsExactly(
            "[production] FAILED import: IllegalStateException",
            "[production] SCHEDULE DIED Settle: RuntimeException");
  }

  @Test
  void failureAfterTheJobInsideIsOkAgainIsTold() throws Exception {
    Alerts alerts = alerts("production");
    Jobs jobs = new Jobs(clock, alerts);
    JobName part = JobName.of("spring_batch", "import");
    OpenRun main = jobs.begin(JobName.of("main", "Nightly"));
    jobs.fail(part);
    slack.awaitMessages(1, SOON);
    jobs.succeed(part);
    main.end(RunResult.failed("exit code 3", "exit"));

    alerts.awaitFlush(SOON.toNanos());
    assertThat(slack.messages())
        .extracting(SlackDeliveryTest::text)
        .containsExactlyInAnyOrder(
            "[production] FAILED import: IllegalStateException",
            "[production] OK AGAIN import after 1 failure",
            "[production] FAILED Nightly: exit code 3");
  }

  @Test
  void failureOfAnAttemptThatNobodyWasToldOfHidesNothing() throws Exception {
    Alerts alerts = alerts("production");
    Jobs jobs = new Jobs(clock, alerts);
    IllegalStateException cause = new IllegalStateException("disk full");
    OpenRun main = jobs.begin(JobName.of("main", "Nightly"));
    jobs.run(JobName.of("quartz", "night", "load"), RunResult.failed(cause).retried());
    main.end(RunResult.failed(new RuntimeException("job failed", cause)));

    alerts.awaitFlush(SOON.toNanos());
    assertThat(slack.messages())
        .extracting(SlackDeliveryTest::text)
        .containsExactly("[production] FAILED Nightly: RuntimeException");
  }

  @Test
  void endOfTheJvmIsToldOnceAlsoOfAJobInWhichOneHadFailedBefore() throws Exception {
    Alerts alerts = alerts("production");
    Jobs jobs = new Jobs(clock, alerts);
    RunResult killed = RunResult.aborted("the JVM was ended by SIGTERM", "SIGTERM");
    OpenRun main = jobs.begin(JobName.of("main", "Nightly"));
    jobs.fail(JobName.of("spring_batch", "import"));
    slack.awaitMessages(1, SOON);
    main.end(killed);
    OpenRun other = jobs.begin(JobName.of("main", "Hourly"));
    jobs.run(JobName.of("spring_batch", "export"), killed);
    other.end(killed);

    alerts.awaitFlush(SOON.toNanos());
    assertThat(slack.messages())
        .extracting(SlackDeliveryTest::text)
        .containsExactly(
            "[production] FAILED import: IllegalStateException",
            "[production] ABORTED Nightly: the JVM was ended by SIGTERM",
            "[production] ABORTED export: the JVM was ended by SIGTERM");
  }

  @Test
  void stormIsFoldedAndRecoveryToldOnce() throws Exception {
    Alerts alerts = alerts("production");
    Jobs jobs = new Jobs(clock, alerts);

    jobs.fail(Jobs.NIGHTLY);
    slack.awaitMessages(1, SOON);
    jobs.fail(Jobs.NIGHTLY);
    clock.advance(Duration.ofHours(2));
    jobs.succeed(Jobs.NIGHTLY);
    jobs.succeed(Jobs.NIGHTLY);
    alerts.awaitFlush(SOON.toNanos());

    List<JsonNode> messages = slack.messages();
    assertThat(messages).hasSize(2);
    assertThat(text(messages.get(1)))
        .isEqualTo("[production] OK AGAIN billing.nightly-invoice after 2 failures");
    assertThat(StandInSlack.render(messages.get(1)))
        .contains("OK again after 2 failures", "Down: 2 h")
        .contains("First failure: 2026-01-01T02:00:01Z", "Last failure: 2026-01-01T02:00:02Z")
        .contains("Next message: at the next failure");
    assertThat(alerts.count(Reason.FIRST_FAILURE)).isEqualTo(1);
    assertThat(alerts.count(Reason.REPEATED)).isEqualTo(1);
    assertThat(alerts.count(Reason.RECOVERED)).isEqualTo(1);
  }

  @Test
  void otherJobsAndOtherFailuresAreTheirOwnIncidents() throws Exception {
    Alerts alerts = alerts("production");
    Jobs jobs = new Jobs(clock, alerts);

    jobs.fail(Jobs.NIGHTLY);
    jobs.fail(JobName.of("quartz", "billing", "hourly"));
    jobs.run(Jobs.NIGHTLY, RunResult.failed("Step load is FAILED", "FAILED"));
    alerts.awaitFlush(SOON.toNanos());

    assertThat(slack.messages().stream().map(SlackDeliveryTest::text))
        .containsExactlyInAnyOrder(
            "[production] FAILED billing.nightly-invoice: IllegalStateException",
            "[production] FAILED billing.hourly: IllegalStateException",
            "[production] FAILED billing.nightly-invoice: Step load is FAILED");
  }

  @Test
  void jobThatAsksForItIsAnnouncedAndSaysThatItHasEnded() throws Exception {
    set("batchmon.rule.r.match", "billing/nightly-*");
    set("batchmon.rule.r.notify", "start, finish");
    Alerts alerts = alerts("production");
    Jobs jobs = new Jobs(clock, alerts);

    jobs.succeed(Jobs.NIGHTLY);
    jobs.succeed(JobName.of("quartz", "billing", "hourly"));
    jobs.fail(Jobs.NIGHTLY);
    alerts.awaitFlush(SOON.toNanos());

    assertThat(slack.messages().stream().map(SlackDeliveryTest::text))
        .containsExactly(
            "[production] STARTED billing.nightly-invoice",
            "[production] FINISHED billing.nightly-invoice",
            "[production] STARTED billing.nightly-invoice",
            "[production] FINISHED, FAILED billing.nightly-invoice",
            "[production] FAILED billing.nightly-invoice: IllegalStateException");
  }

  @Test
  void messageKnowsTheUsualDurationAndTheLastSuccess() throws Exception {
    Alerts alerts = alerts("production");
    Jobs jobs = new Jobs(clock, alerts);
    for (int run = 0; run < 3; run++) {
      jobs.succeed(Jobs.NIGHTLY);
    }
    jobs.fail(Jobs.NIGHTLY);

    assertThat(StandInSlack.render(slack.awaitMessages(1, SOON).get(0)))
        .contains("Duration: 1 s, usual 1 s (p50 of 3)")
        .contains("Last success: 2026-01-01T02:00:03Z");
  }

  @Test
  void stagingIsToldInOneMessage() throws Exception {
    Alerts alerts = alerts("staging");
    Jobs jobs = new Jobs(clock, alerts);

    jobs.fail(Jobs.NIGHTLY);
    jobs.fail(JobName.of("quartz", "billing", "hourly"));
    alerts.awaitFlush(SOON.toNanos());

    assertThat(slack.messages().stream().map(SlackDeliveryTest::text))
        .containsExactly("[staging] DIGEST 2 alerts");
  }

  @Test
  void developmentLogsOneLineAndSendsNothing() {
    Alerts alerts = alerts("development");
    Jobs jobs = new Jobs(clock, alerts);

    jobs.fail(Jobs.NIGHTLY);
    jobs.fail(Jobs.NIGHTLY);
    alerts.awaitFlush(SOON.toNanos());

    assertThat(slack.requests()).isEmpty();
    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("FAILED billing.nightly-invoice: IllegalStateException")
        .contains("Bad file at com.acme.billing.InvoiceLoader.load(InvoiceLoader.java:88)")
        .contains("not sent: batchmon.environment is development");
  }

  @Test
  void malformedUrlIsOneLineAndAlertsAreLogged() {
    set("batchmon.slack.webhook.url", "hooks.slack.com/services/T0STANDIN/XstandinsecretX");
    Alerts alerts = alerts("production");
    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("batchmon.slack.webhook.url=*** does not begin with https:// (from test)");

    new Jobs(clock, alerts).fail(Jobs.NIGHTLY);
    alerts.awaitFlush(SOON.toNanos());

    assertThat(warnings()).hasSize(2);
    assertThat(warnings().get(1)).contains("Bad file").contains("no channel is set");
  }

  @Test
  void onlyJobsAreTold() {
    Alerts alerts = alerts("production");
    Jobs jobs = new Jobs(clock, alerts);

    for (RunKind kind : Set.of(RunKind.STEP, RunKind.TASK, RunKind.REQUEST)) {
      jobs.run(JobRun.of(kind, Jobs.NIGHTLY), RunResult.failed(Thrown.badFile()));
    }
    jobs.run(Jobs.NIGHTLY, RunResult.skipped("lock taken"));
    jobs.run(Jobs.NIGHTLY, RunResult.stopped("asked to"));
    alerts.awaitFlush(SOON.toNanos());

    assertThat(slack.requests()).isEmpty();
  }

  @Test
  void attemptsOfTheFrameworkAreToldFromTheThirdOn() throws Exception {
    Jobs jobs = new Jobs(clock, alerts("production"));
    JobRun run = JobRun.builder(RunKind.JOB, Jobs.NIGHTLY).instanceId("i1").build();

    jobs.run(run, RunResult.failed(Thrown.badFile()).retried());
    jobs.run(run, RunResult.failed(Thrown.badFile()).retried());
    assertThat(slack.requests()).isEmpty();
    jobs.run(run, RunResult.failed(Thrown.badFile()).retried());

    assertThat(StandInSlack.render(slack.awaitMessages(1, SOON).get(0))).contains("Attempt: 3");
  }

  @Test
  void lastAttemptIsToldWhateverItsNumber() throws Exception {
    Jobs jobs = new Jobs(clock, alerts("production"));
    JobRun run = JobRun.builder(RunKind.JOB, Jobs.NIGHTLY).instanceId("i1").build();

    jobs.run(run, RunResult.failed(Thrown.badFile()).retried());
    jobs.run(run, RunResult.failed(Thrown.badFile()));

    assertThat(StandInSlack.render(slack.awaitMessages(1, SOON).get(0))).contains("Attempt: 2");
  }

  @Test
  void abortedAndRejectedAreToldAsSuch() {
    Alerts alerts = alerts("production");
    Jobs jobs = new Jobs(clock, alerts);

    jobs.run(Jobs.NIGHTLY, RunResult.aborted("System.exit(3)", "exit").withExitCode("3"));
    jobs.run(JobName.of("main", "Import"), RunResult.rejected("Already running", "refused"));
    alerts.awaitFlush(SOON.toNanos());

    assertThat(slack.messages().stream().map(SlackDeliveryTest::text))
        .containsExactly(
            "[production] ABORTED billing.nightly-invoice: System.exit(3)",
            "[production] REJECTED Import: Already running");
    assertThat(StandInSlack.render(slack.messages().get(0)))
        .contains("Exit code: 3")
        .contains("System.exit(3)");
  }

  @Test
  void acceptedMessageWhoseAnswerIsCutIsNotSentAgain() {
    slack.failNext(resetAfterHeaders(), slow(Duration.ofMillis(50)));
    Alerts alerts = impatient();
    new Jobs(clock, alerts).fail(Jobs.NIGHTLY);

    alerts.awaitFlush(SOON.toNanos());

    assertThat(slack.requests()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "400, invalid_token",
    "403, action_prohibited",
    "404, no_service",
    "410, channel_is_archived"
  })
  void permanentErrorIsOneTryAndOneLineAndAlertsAreLogged(int status, String body)
      throws Exception {
    slack.failAlways(answer(status, body));
    Alerts alerts = alerts("production");
    Jobs jobs = new Jobs(clock, alerts);

    jobs.fail(Jobs.NIGHTLY);
    jobs.fail(JobName.of("main", "Import"));
    alerts.awaitFlush(SOON.toNanos());

    assertThat(slack.requests()).hasSize(1);
    assertThat(warnings()).hasSize(2);
    assertThat(warnings().get(0))
        .contains("Slack takes no alerts: answer " + status + " " + body)
        .contains("FAILED billing.nightly-invoice")
        .contains("check that the webhook, its app and its channel still exist")
        .contains("batchmon.slack.webhook.url");
    assertThat(warnings().get(1)).contains("FAILED Import");
  }

  @Test
  void refusedBlocksAreSentOnceAsText() throws Exception {
    slack.failNext(answer(400, "invalid_payload"));
    new Jobs(clock, alerts("production")).fail(Jobs.NIGHTLY);

    JsonNode message = slack.awaitMessages(1, SOON).get(0);

    assertThat(slack.requests()).hasSize(2);
    assertThat(message.has("blocks")).isFalse();
    assertThat(text(message)).contains("Bad file").contains("First failure of its kind");
  }

  @Test
  void refusedTextIsOneLineAndTheNextAlertIsSent() throws Exception {
    slack.failNext(answer(400, "invalid_payload"), answer(400, "invalid_payload"));
    Alerts alerts = alerts("production");
    Jobs jobs = new Jobs(clock, alerts);
    jobs.fail(Jobs.NIGHTLY);
    slack.awaitRequests(2, SOON);
    jobs.fail(JobName.of("main", "Import"));
    alerts.awaitFlush(SOON.toNanos());

    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("Slack refused an alert: answer 400 invalid_payload: [production] FAILED");
    assertThat(slack.messages()).hasSize(1);
  }

  @Test
  void messagesAreASecondApart() throws Exception {
    slack.onePerSecond();
    Alerts alerts =
        Alerts.of(
            new Settings(values, log),
            log,
            Clock.SYSTEM,
            text -> text,
            "s",
            "production",
            "h",
            Channels.of(new Settings(values, log), log),
            null);
    Jobs jobs = new Jobs(clock, alerts);

    jobs.fail(Jobs.NIGHTLY);
    jobs.fail(JobName.of("main", "Import"));

    slack.awaitMessages(2, SOON);
    assertThat(slack.requests()).extracting(Exchange::status).containsExactly(200, 200);
  }

  @Test
  void jobThreadDoesNotWaitForSlack() throws Exception {
    slack.failAlways(hang());
    Alerts alerts = alerts("production");
    Jobs jobs = new Jobs(clock, alerts);
    jobs.fail(Jobs.NIGHTLY);
    slack.awaitRequests(1, SOON);

    long before = System.nanoTime();
    for (int i = 0; i < 2000; i++) {
      jobs.fail(JobName.of("main", "job-" + i % 100));
    }
    long took = System.nanoTime() - before;

    assertThat(Duration.ofNanos(took)).isLessThan(Duration.ofSeconds(3));
    assertThat(slack.requests()).hasSize(1);
    assertThat(alerts.dropped()).isZero();
  }

  @Test
  void firstsAreKeptWhenRepeatsFloodTheQueue() throws Exception {
    slack.failNext(hang());
    Alerts alerts = impatient();
    Jobs jobs = new Jobs(clock, alerts);
    jobs.fail(Jobs.NIGHTLY);
    slack.awaitRequests(1, SOON);
    for (int i = 0; i < 5000; i++) {
      jobs.fail(JobName.of("main", "noisy"));
    }
    jobs.fail(JobName.of("main", "quiet"));

    alerts.awaitFlush(SOON.toNanos());

    assertThat(slack.messages().stream().map(SlackDeliveryTest::text).toList())
        .contains("[production] FAILED quiet: IllegalStateException");
    assertThat(alerts.dropped()).isZero();
  }

  @Test
  void flushThatCannotDeliverSaysWhatIsLeft() throws Exception {
    slack.failAlways(hang());
    Alerts alerts = alerts("production");
    new Jobs(clock, alerts).fail(Jobs.NIGHTLY);

    long before = System.nanoTime();
    alerts.awaitFlush(Duration.ofMillis(300).toNanos());

    assertThat(System.nanoTime() - before).isLessThan(Duration.ofSeconds(2).toNanos());
    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("the JVM ends before 1 alert was delivered; the oldest: [production] FAILED")
        .contains("Bad file");
  }

  @Test
  void flushDoesNotWaitForATryThatComesTooLate() throws Exception {
    slack.failAlways(tooManyRequests("60"));
    Alerts alerts = alerts("production");
    new Jobs(clock, alerts).fail(Jobs.NIGHTLY);

    long before = System.nanoTime();
    alerts.awaitFlush(Duration.ofSeconds(60).toNanos());

    assertThat(System.nanoTime() - before).isLessThan(Duration.ofSeconds(20).toNanos());
    assertThat(warnings()).hasSize(1);
  }

  @Test
  void flushOfAHealthyJvmStartsNothing() {
    Alerts alerts = alerts("production");
    new Jobs(clock, alerts).succeed(Jobs.NIGHTLY);

    alerts.awaitFlush(SOON.toNanos());

    assertThat(slack.requests()).isEmpty();
    assertThat(warnings()).isEmpty();
  }

  @Test
  void everyThreadOfADeliveryIsADaemon() throws Exception {
    new Jobs(clock, alerts("production")).fail(Jobs.NIGHTLY);
    slack.awaitMessages(1, SOON);

    Set<Thread> ours =
        Thread.getAllStackTraces().keySet().stream()
            .filter(t -> t.getName().matches("batchmon-alerts|OkHttp.*|Okio.*"))
            .collect(Collectors.toSet());

    assertThat(ours).extracting(Thread::getName).contains("batchmon-alerts");
    assertThat(ours).allMatch(Thread::isDaemon);
  }

  @Test
  void secretsOfTheApplicationAreNotShown() throws Exception {
    Jobs jobs = new Jobs(clock, alerts("production"));

    jobs.run(
        Jobs.NIGHTLY,
        RunResult.failed(
            Thrown.with(
                new IllegalStateException(
                    "cannot open jdbc:x://bob:Tiger99@db/x?password=Tiger99",
                    new IOException("token=Tiger99 for bob@example.org")),
                "com.acme.A.b:1")));

    assertThat(slack.awaitMessages(1, SOON).get(0).toString())
        .contains("cannot open jdbc:x")
        .doesNotContain("Tiger99")
        .doesNotContain("bob@");
  }
}
