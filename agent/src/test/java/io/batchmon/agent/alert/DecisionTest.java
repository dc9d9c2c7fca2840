package io.batchmon.agent.alert;

import static io.batchmon.agent.alert.Reason.AGGREGATED;
import static io.batchmon.agent.alert.Reason.ESCALATED;
import static io.batchmon.agent.alert.Reason.FIRST_FAILURE;
import static io.batchmon.agent.alert.Reason.MUTED;
import static io.batchmon.agent.alert.Reason.NOTHING_NEW;
import static io.batchmon.agent.alert.Reason.RECOVERED;
import static io.batchmon.agent.alert.Reason.REMINDER;
import static io.batchmon.agent.alert.Reason.REPEATED;
import static io.batchmon.agent.alert.Reason.STARTED_EARLIER;
import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.job.JobRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The decision as a table: what happens after which pause, and the reason expected for it. */
class DecisionTest {
  private static final AlertPolicy POLICY = new AlertPolicy(3, 300_000, 10, 3_600_000, 86_400_000);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);

  enum What {
    FAILS,
    SUCCEEDS,
    TIME_PASSES
  }

  record Step(Duration pause, What what, Reason reason) {}

  private static Step fails(Duration pause, Reason reason) {
    return new Step(pause, What.FAILS, reason);
  }

  private static Step succeeds(Duration pause, Reason reason) {
    return new Step(pause, What.SUCCEEDS, reason);
  }

  private static Step passes(Duration pause, Reason reason) {
    return new Step(pause, What.TIME_PASSES, reason);
  }

  private static List<Step> times(int count, Step step) {
    return Collections.nCopies(count, step);
  }

  @SafeVarargs
  private static Arguments story(String name, List<Step>... parts) {
    List<Step> all = new ArrayList<>();
    for (List<Step> part : parts) {
      all.addAll(part);
    }
    return Arguments.of(name, all);
  }

  static Stream<Arguments> stories() {
    return Stream.of(
        story("a success where nothing is open", List.of(succeeds(SECOND, NOTHING_NEW))),
        story(
            "one failure and a recovery",
            List.of(
                fails(SECOND, FIRST_FAILURE),
                succeeds(HOUR, RECOVERED),
                succeeds(HOUR, NOTHING_NEW),
                fails(HOUR, FIRST_FAILURE))),
        story(
            "three in five minutes",
            List.of(
                fails(SECOND, FIRST_FAILURE),
                fails(MINUTE, REPEATED),
                fails(MINUTE, AGGREGATED),
                fails(MINUTE, REPEATED),
                succeeds(MINUTE, RECOVERED))),
        story(
            "three in more than five minutes",
            List.of(fails(SECOND, FIRST_FAILURE)),
            times(8, fails(Duration.ofSeconds(160), REPEATED))),
        story(
            "sixty in an hour: first, aggregated, escalated, recovered",
            List.of(fails(MINUTE, FIRST_FAILURE), fails(MINUTE, REPEATED)),
            List.of(fails(MINUTE, AGGREGATED)),
            times(6, fails(MINUTE, REPEATED)),
            List.of(fails(MINUTE, ESCALATED)),
            times(50, fails(MINUTE, MUTED)),
            List.of(succeeds(MINUTE, RECOVERED))),
        story(
            "ten in an hour goes before three in five minutes",
            List.of(fails(SECOND, FIRST_FAILURE)),
            times(8, fails(Duration.ofSeconds(160), REPEATED)),
            List.of(fails(SECOND, ESCALATED), fails(SECOND, MUTED))),
        story(
            "third night in a row",
            List.of(
                fails(SECOND, FIRST_FAILURE),
                fails(HOUR.multipliedBy(24).minusSeconds(30), REMINDER),
                fails(HOUR.multipliedBy(24), ESCALATED),
                fails(HOUR.multipliedBy(24), REMINDER),
                succeeds(HOUR.multipliedBy(24), RECOVERED))),
        story(
            "third hour in a row",
            List.of(
                fails(SECOND, FIRST_FAILURE),
                fails(HOUR, REPEATED),
                fails(HOUR, ESCALATED),
                fails(HOUR, MUTED))),
        story(
            "muted is one reminder a day, and only if there is something new",
            List.of(
                fails(SECOND, FIRST_FAILURE),
                passes(HOUR.multipliedBy(25), NOTHING_NEW),
                fails(HOUR, REMINDER),
                fails(MINUTE, REPEATED),
                passes(HOUR.multipliedBy(23), NOTHING_NEW),
                passes(HOUR, REMINDER),
                passes(HOUR.multipliedBy(30), NOTHING_NEW))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("stories")
  void reasonsFollowTheTable(String name, List<Step> steps) {
    TickingClock clock = new TickingClock();
    Incident incident = closed();
    List<Reason> reasons = new ArrayList<>();
    for (Step step : steps) {
      clock.advance(step.pause());
      Decision decision = decide(incident, step.what(), clock);
      reasons.add(decision.reason());
      incident = decision.incident();
    }
    assertThat(reasons).isEqualTo(steps.stream().map(Step::reason).toList());
  }

  private static Decision decide(Incident incident, What what, TickingClock clock) {
    AlertEvent event = what == What.TIME_PASSES ? null : event(clock, what == What.FAILS);
    return Decision.of(incident, event, what == What.FAILS ? 1 : 0, POLICY, clock.currentMillis());
  }

  private static Incident closed() {
    return Incident.closed(
        "production", "billing", Jobs.NIGHTLY, AlertKind.FAILED, Fingerprint.ofReason("t", "r"));
  }

  private static AlertEvent event(TickingClock clock, boolean fails) {
    return Jobs.event(
        clock,
        JobRun.of(RunKind.JOB, Jobs.NIGHTLY),
        fails ? RunResult.failed(Thrown.badFile()) : RunResult.succeeded());
  }

  @Test
  void successThatStartedBeforeTheFailureClosesNothing() {
    TickingClock clock = new TickingClock();
    AlertEvent early = event(clock, false);
    Incident open = decide(closed(), What.FAILS, clock).incident();

    Decision decision = Decision.of(open, early, 0, POLICY, clock.currentMillis());

    assertThat(decision.reason()).isEqualTo(STARTED_EARLIER);
    assertThat(decision.incident().isOpen()).isTrue();
  }

  @Test
  void decidingChangesNeitherIncidentNorAnswer() {
    TickingClock clock = new TickingClock();
    Incident open = decide(closed(), What.FAILS, clock).incident();
    AlertEvent failure = event(clock, true);

    Decision first = Decision.of(open, failure, 1, POLICY, clock.currentMillis());
    Decision second = Decision.of(open, failure, 1, POLICY, clock.currentMillis());

    assertThat(open.count()).isEqualTo(1);
    assertThat(second.reason()).isEqualTo(first.reason());
    assertThat(second.incident().count()).isEqualTo(2);
  }

  @Test
  void stormFoldedIntoOneEventCountsInFull() {
    TickingClock clock = new TickingClock();
    Incident open = decide(closed(), What.FAILS, clock).incident();

    Decision decision = Decision.of(open, event(clock, true), 500, POLICY, clock.currentMillis());

    assertThat(decision.reason()).isEqualTo(ESCALATED);
    assertThat(decision.incident().count()).isEqualTo(501);
  }
}
