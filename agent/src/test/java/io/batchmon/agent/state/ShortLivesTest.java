package io.batchmon.agent.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How the journal is meant to be used: a {@code main()} that fails each minute for an hour, each
 * time in a new JVM, and then succeeds. Deciding is a counter here, delivering a list; the order of
 * what is committed and what is delivered is the point.
 */
class ShortLivesTest {
  private static final int FAILURES = 60;

  @TempDir Path folder;

  private final Written written = new Written();
  private final TickingClock clock = new TickingClock();
  private final List<String> delivered = new ArrayList<>();

  /** Where a JVM is killed. */
  private enum Death {
    NONE,
    BEFORE_COMMIT,
    BEFORE_DELIVERY,
    AFTER_DELIVERY
  }

  /** One JVM: what an earlier one left to be told, one run, one decision, what it has to tell. */
  private void live(boolean isFailure, Death death) {
    Journal journal = Journal.open(folder.toFile(), written.log(), clock);
    journal.begin();
    List<JournalEntry> left = journal.entries("pending");
    String message = decide(journal, isFailure);
    long now = clock.currentMillis();
    String id = now + "-" + message;
    if (message != null) {
      // why: with the incident in one commit; one without the other is told never, or twice
      journal.append(JournalEntry.of("pending", id, message, now));
    }
    if (death == Death.BEFORE_COMMIT) {
      journal.close();
      return;
    }
    assertThat(journal.commit()).isTrue();
    if (death == Death.BEFORE_DELIVERY) {
      return;
    }
    for (JournalEntry entry : left) {
      deliver(journal, entry.key(), entry.text() + " (repeated after restart)", death);
    }
    if (message != null) {
      deliver(journal, id, message, death);
    }
  }

  private void deliver(Journal journal, String id, String message, Death death) {
    delivered.add(message);
    if (death != Death.AFTER_DELIVERY) {
      journal.append(JournalEntry.removal("pending", id, clock.currentMillis()));
      assertThat(journal.commit()).isTrue();
    }
  }

  private String decide(Journal journal, boolean isFailure) {
    JournalEntry incident = journal.entry("incident", "main:report");
    long now = clock.currentMillis();
    if (!isFailure) {
      journal.append(JournalEntry.removal("incident", "main:report", now));
      return incident == null ? null : "recovered after " + incident.text();
    }
    int count = incident == null ? 1 : Integer.parseInt(incident.text()) + 1;
    journal.append(JournalEntry.of("incident", "main:report", Integer.toString(count), now));
    return count == 1 ? "first" : count == 3 ? "aggregated" : count == 10 ? "escalated" : null;
  }

  @Test
  void anHourOfFailuresIsFourMessages() {
    for (int minute = 0; minute < FAILURES; minute++) {
      live(true, Death.NONE);
      clock.advance(Duration.ofMinutes(1));
    }
    live(false, Death.NONE);
    assertThat(delivered).containsExactly("first", "aggregated", "escalated", "recovered after 60");
    assertThat(written.lines()).isEmpty();
  }

  @Test
  void killedAnywhereEachMessageIsDeliveredAndARepetitionIsMarked() {
    for (int seed = 0; seed < 15; seed++) {
      Random random = new Random(seed);
      delivered.clear();
      int uncommitted = 0;
      for (int minute = 0; minute < FAILURES; minute++) {
        Death death = Death.values()[random.nextInt(4)];
        uncommitted += death == Death.BEFORE_COMMIT ? 1 : 0;
        live(true, death);
        clock.advance(Duration.ofMinutes(1));
      }
      live(false, Death.NONE);
      live(true, Death.NONE);
      live(false, Death.NONE);
      String recovered = "recovered after " + (FAILURES - uncommitted);
      List<String> messages = new ArrayList<>();
      for (String message : delivered) {
        messages.add(message.replace(" (repeated after restart)", ""));
      }
      assertThat(new LinkedHashSet<>(messages))
          .as("seed " + seed)
          .containsExactly("first", "aggregated", "escalated", recovered, "recovered after 1");
      // why: each message once as it is, at most; all else is marked, one for each death at most
      for (String message : List.of("aggregated", "escalated", recovered)) {
        assertThat(Collections.frequency(delivered, message)).isLessThanOrEqualTo(1);
      }
      assertThat(written.lines()).isEmpty();
    }
  }
}
