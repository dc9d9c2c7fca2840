package io.batchmon.agent.alert;

import static io.batchmon.agent.alert.Reason.AGGREGATED;
import static io.batchmon.agent.alert.Reason.BELOW_THRESHOLD;
import static io.batchmon.agent.alert.Reason.ESCALATED;
import static io.batchmon.agent.alert.Reason.FIRST_FAILURE;
import static io.batchmon.agent.alert.Reason.HELD;
import static io.batchmon.agent.alert.Reason.MUTED;
import static io.batchmon.agent.alert.Reason.NOTHING_NEW;
import static io.batchmon.agent.alert.Reason.RECOVERED;
import static io.batchmon.agent.alert.Reason.RECOVERED_UNTOLD;
import static io.batchmon.agent.alert.Reason.RECOVERING;
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
  private static final Terms TERMS = new Terms(POLICY, 1, 1, null);
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
    return what == What.TIME_PASSES
        ? Decision.timePassed(incident, TERMS, clock.currentMillis())
        : Decision.of(
            incident, run(clock, what == What.FAILS ? 1 : 0), TERMS, clock.currentMillis());
  }

  private static Incident closed() {
    return Incident.closed(
        "production", "billing", Jobs.NIGHTLY, AlertKind.FAILED, Fingerprint.ofReason("t", "r"));
  }

  private static Occurrence run(TickingClock clock, int failures) {
    JobRun run = JobRun.of(RunKind.JOB, Jobs.NIGHTLY);
    RunResult result = failures > 0 ? RunResult.failed(Thrown.badFile()) : RunResult.succeeded();
    return Jobs.event(clock, run, result).occurrence("jvm", failures);
  }

  private static Occurrence at(long startMillis, int failures) {
    return new Occurrence(
        failures, "jvm", startMillis, startMillis * 1_000_000, startMillis + 10, 0);
  }

  @Test
  void successThatStartedBeforeTheFailureClosesNothing() {
    TickingClock clock = new TickingClock();
    Occurrence early = run(clock, 0);
    Incident open = decide(closed(), What.FAILS, clock).incident();

    Decision decision = Decision.of(open, early, TERMS, clock.currentMillis());

    assertThat(decision.reason()).isEqualTo(STARTED_EARLIER);
    assertThat(decision.incident().isOpen()).isTrue();
  }

  @Test
  void runsOfTwoJvmsAreOrderedByTheWallClock() {
    Occurrence failure = new Occurrence(1, "one", 5000, 900, 6000, 0);
    Occurrence early = new Occurrence(0, "two", 4000, 2000, 7000, 0);
    Occurrence later = new Occurrence(0, "two", 5001, 10, 7000, 0);
    Incident open = Decision.of(closed(), failure, TERMS, 6000).incident();

    assertThat(Decision.of(open, early, TERMS, 7000).reason()).isEqualTo(STARTED_EARLIER);
    assertThat(Decision.of(open, later, TERMS, 7000).reason()).isEqualTo(RECOVERED);
  }

  @Test
  void decidingChangesNeitherIncidentNorAnswer() {
    TickingClock clock = new TickingClock();
    Incident open = decide(closed(), What.FAILS, clock).incident();
    Occurrence failure = run(clock, 1);

    Decision first = Decision.of(open, failure, TERMS, clock.currentMillis());
    Decision second = Decision.of(open, failure, TERMS, clock.currentMillis());

    assertThat(open.count()).isEqualTo(1);
    assertThat(second.reason()).isEqualTo(first.reason());
    assertThat(second.incident().count()).isEqualTo(2);
  }

  @Test
  void stormFoldedIntoOneEventCountsInFull() {
    TickingClock clock = new TickingClock();
    Incident open = decide(closed(), What.FAILS, clock).incident();

    Decision decision = Decision.of(open, run(clock, 500), TERMS, clock.currentMillis());

    assertThat(decision.reason()).isEqualTo(ESCALATED);
    assertThat(decision.incident().count()).isEqualTo(501);
  }

  @Test
  void belowItsThresholdAJobIsNotTold() {
    Terms third = new Terms(POLICY, 3, 1, null);
    Decision one = Decision.of(closed(), at(1000, 1), third, 1010);
    Decision two = Decision.of(one.incident(), at(2000, 1), third, 2010);
    Decision well = Decision.of(two.incident(), at(3000, 0), third, 3010);
    Decision again = Decision.of(well.incident(), at(4000, 2), third, 4010);
    Decision three = Decision.of(again.incident(), at(5000, 1), third, 5010);

    assertThat(List.of(one, two, well, again, three))
        .extracting(Decision::reason)
        .containsExactly(
            BELOW_THRESHOLD, BELOW_THRESHOLD, RECOVERED_UNTOLD, BELOW_THRESHOLD, FIRST_FAILURE);
    assertThat(three.incident().count()).isEqualTo(3);
  }

  @Test
  void ruleMayAskForSeveralSuccesses() {
    Terms twice = new Terms(POLICY, 1, 2, null);
    Incident open = Decision.of(closed(), at(1000, 1), twice, 1010).incident();
    Decision one = Decision.of(open, at(2000, 0), twice, 2010);
    Decision failed = Decision.of(one.incident(), at(3000, 1), twice, 3010);
    Decision first = Decision.of(failed.incident(), at(4000, 0), twice, 4010);
    Decision second = Decision.of(first.incident(), at(5000, 0), twice, 5010);

    assertThat(List.of(one, failed, first, second))
        .extracting(Decision::reason)
        .containsExactly(RECOVERING, REPEATED, RECOVERING, RECOVERED);
  }

  @Test
  void jobThatFailsAndWorksByTurnsFlapsAndNeedsThreeSuccesses() {
    Incident incident = closed();
    long now = 0;
    for (int turn = 0; turn < 2; turn++) {
      incident = Decision.of(incident, at(now += 60_000, 1), TERMS, now).incident();
      incident = Decision.of(incident, at(now += 60_000, 0), TERMS, now).incident();
      assertThat(incident.isOpen()).isFalse();
    }
    Decision third = Decision.of(incident, at(now += 60_000, 1), TERMS, now);
    assertThat(third.reason()).isEqualTo(FIRST_FAILURE);
    assertThat(third.incident().isFlapping()).isTrue();
    List<Reason> reasons = new ArrayList<>();
    incident = third.incident();
    for (int success = 0; success < 3; success++) {
      Decision decision = Decision.of(incident, at(now += 60_000, 0), TERMS, now);
      reasons.add(decision.reason());
      incident = decision.incident();
    }
    assertThat(reasons).containsExactly(RECOVERING, RECOVERING, RECOVERED);
  }

  @Test
  void whatIsHeldBackIsToldOnceADayAndWhenNothingHoldsItAnyLonger() {
    Terms held = new Terms(POLICY, 1, 1, "maintenance");
    long hour = HOUR.toMillis();
    Decision first = Decision.of(closed(), at(0, 1), held, 10);
    Decision second = Decision.of(first.incident(), at(hour, 1), held, hour);
    Decision nextDay = Decision.of(second.incident(), at(24 * hour, 1), held, 24 * hour);
    Decision free = Decision.of(second.incident(), at(2 * hour, 1), TERMS, 2 * hour);
    Decision well = Decision.of(second.incident(), at(2 * hour, 0), held, 2 * hour);

    assertThat(List.of(first, second, nextDay, free, well))
        .extracting(Decision::reason)
        .containsExactly(HELD, HELD, REMINDER, FIRST_FAILURE, RECOVERED_UNTOLD);
    assertThat(free.incident().count()).isEqualTo(3);
  }

  @Test
  void jobThatRunsSeldomEscalatesWithoutASuccessForTwoPeriods() {
    long hour = HOUR.toMillis();
    Occurrence failure = new Occurrence(1, "jvm", 0, 0, 10, 2 * hour);
    Incident open = Decision.of(closed(), failure, TERMS, 10).incident();

    assertThat(Decision.timePassed(open, TERMS, 4 * hour).reason()).isEqualTo(NOTHING_NEW);
    long due = Decision.dueMillis(open, TERMS);
    assertThat(due).isBetween(4 * hour, 5 * hour);
    Decision escalated = Decision.timePassed(open, TERMS, due);
    assertThat(escalated.reason()).isEqualTo(ESCALATED);
    assertThat(Decision.timePassed(escalated.incident(), TERMS, due + 1).reason())
        .isEqualTo(NOTHING_NEW);
  }

  @Test
  void jobThatRunsEachMinuteDoesNotEscalateByItsPeriod() {
    Occurrence failure = new Occurrence(1, "jvm", 0, 0, 10, 60_000);
    Incident open = Decision.of(closed(), failure, TERMS, 10).incident();

    assertThat(Decision.timePassed(open, TERMS, HOUR.toMillis()).reason()).isEqualTo(NOTHING_NEW);
  }
}
