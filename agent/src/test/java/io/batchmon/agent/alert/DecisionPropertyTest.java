package io.batchmon.agent.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every order of events and every clock. */
class DecisionPropertyTest {
  private static final int EVENTS = 200_000;
  private static final AlertPolicy POLICY = new AlertPolicy(3, 300_000, 10, 3_600_000, 86_400_000);
  private static final long[] PAUSES = {
    0, 1, 500, 60_000, 290_000, 3_600_000, 40_000_000, 90_000_000
  };

  /** One job, with runs that overlap, on a clock that may stand still or step. */
  private static final class World {
    final Random random;
    final Terms[] terms;
    long nanos = 1;
    long wall = 1_700_000_000_000L;
    Incident incident =
        Incident.closed(
            "production",
            "billing",
            Jobs.NIGHTLY,
            AlertKind.FAILED,
            Fingerprint.ofReason("t", "r"));

    World(long seed) {
      random = new Random(seed);
      terms =
          new Terms[] {
            new Terms(POLICY, 1 + random.nextInt(3), 1 + random.nextInt(2), null),
            new Terms(POLICY, 1 + random.nextInt(3), 1 + random.nextInt(2), "held"),
          };
    }

    void pass(boolean steps) {
      long millis = PAUSES[random.nextInt(PAUSES.length)];
      nanos += millis * 1_000_000 + 1 + random.nextInt(1000);
      wall += millis;
      if (steps && random.nextInt(50) == 0) {
        wall += random.nextInt(7_200_000) - 3_600_000;
      }
    }

    Occurrence run(int failures) {
      long age = random.nextInt(5) == 0 ? random.nextInt(600_000) : 0;
      return new Occurrence(
          failures,
          "jvm",
          wall - age,
          nanos - age * 1_000_000,
          wall,
          7_200_000L * random.nextInt(2));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void thereIsNoSecondOpeningWithoutAnEndAndNoEndByAnOlderRun(long seed) {
    World world = new World(seed);
    boolean told = false;
    long lastFailureStart = Long.MIN_VALUE;
    int openings = 0;
    int recoveries = 0;
    for (int i = 0; i < EVENTS; i++) {
      world.pass(true);
      Terms terms = world.terms[world.random.nextInt(20) == 0 ? 1 : 0];
      int what = world.random.nextInt(10);
      Occurrence run = what == 9 ? null : world.run(what < 5 ? 1 + world.random.nextInt(2) : 0);
      Decision decision =
          run == null
              ? Decision.timePassed(world.incident, terms, world.wall)
              : Decision.of(world.incident, run, terms, world.wall);
      Reason reason = decision.reason();
      if (reason == Reason.FIRST_FAILURE) {
        assertThat(told).as("a second opening, event %d", i).isFalse();
        openings++;
        told = true;
      } else if (reason == Reason.RECOVERED || reason == Reason.RECOVERED_UNTOLD) {
        assertThat(reason == Reason.RECOVERED)
            .as("an end of what was told, event %d", i)
            .isEqualTo(told);
        assertThat(run.startNanos()).as("event %d", i).isGreaterThan(lastFailureStart);
        recoveries += told ? 1 : 0;
        told = false;
        lastFailureStart = Long.MIN_VALUE;
      } else if (reason.isTold()) {
        assertThat(terms.held() == null || reason == Reason.REMINDER).isTrue();
        told = true;
      }
      if (run != null && run.isFailure()) {
        lastFailureStart = Math.max(lastFailureStart, run.startNanos());
      }
      world.incident = decision.incident();
      assertThat(world.incident.untold()).isNotNegative();
    }
    assertThat(openings).isGreaterThan(100);
    assertThat(recoveries).isBetween(100, openings + 1000);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15})
  void silenceIsNeverLongerThanAReminderWhileItFails(long seed) {
    World world = new World(seed);
    long lastWord = -1;
    for (int i = 0; i < EVENTS; i++) {
      world.pass(false);
      Terms terms = world.terms[world.random.nextInt(2)];
      Occurrence run = world.run(world.random.nextInt(12) == 0 ? 0 : 1);
      Decision decision = Decision.of(world.incident, run, terms, world.wall);
      world.incident = decision.incident();
      if (decision.reason().isTold() || !world.incident.isOpen()) {
        lastWord = world.incident.isOpen() ? world.wall : -1;
      } else if (lastWord < 0) {
        lastWord = world.incident.firstMillis();
      }
      if (run.isFailure() && world.incident.isOpen()) {
        assertThat(world.wall - lastWord)
            .as("event %d", i)
            .isLessThanOrEqualTo(POLICY.remindMillis());
      }
    }
  }
}
