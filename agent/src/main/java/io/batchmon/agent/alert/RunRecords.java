package io.batchmon.agent.alert;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.run.Clock;
import io.batchmon.agent.run.JvmLife;
import io.batchmon.agent.run.RunNote;
import io.batchmon.agent.state.OpenWork;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What later JVMs of the service need to know of this one: which jobs have been open for long, and
 * how long jobs take. Called by the alert thread, and at the end by the one that ends the JVM;
 * never by a job's.
 */
final class RunRecords {
  /** A run that is open for so long is on record: shorter ones would cost more than they tell. */
  static final long LONG_NANOS = 10_000_000_000L;

  /** At most so often is something written for a job that runs and works. */
  static final long PAUSE_NANOS = 60_000_000_000L;

  private static final int MOST_RUNS = 1000;

  private final JvmLife life;
  private final AlertConfig config;
  private final AgentLog log;
  private final Clock clock;
  private final OpenWork work;
  private final SavedHistories saved;
  private String kept = "";
  private long keptNanos;
  private long savedNanos;
  private long lookedNanos;
  private boolean looked;
  private boolean closed;
  private boolean said;

  RunRecords(
      JvmLife life,
      AlertConfig config,
      AgentLog log,
      Clock clock,
      File directory,
      String jvm,
      SavedHistories saved) {
    this.life = life;
    this.config = config;
    this.log = log;
    this.clock = clock;
    this.work = new OpenWork(directory, jvm);
    this.saved = saved;
    this.savedNanos = clock.nanoTime();
  }

  /** Whether a run is on record as open. */
  synchronized boolean isAnyKept() {
    return !kept.isEmpty();
  }

  /**
   * Writes down what is to be known by now.
   *
   * @return nanoseconds to the next time, or {@link Long#MAX_VALUE} if that is when a job begins
   */
  synchronized long write() {
    if (closed) {
      return Long.MAX_VALUE;
    }
    long now = clock.nanoTime();
    long wait = keepOpen(now);
    if (saved.isUnsaved()) {
      long untilSaved = savedNanos + PAUSE_NANOS - now;
      if (untilSaved <= 0) {
        save();
        savedNanos = now;
      } else {
        wait = Math.min(wait, untilSaved);
      }
    }
    return wait;
  }

  private long keepOpen(long now) {
    List<ActiveRun> open = new ArrayList<>();
    long wait = Long.MAX_VALUE;
    for (ActiveRun run : life.openJobs()) {
      long untilLong = run.startNanos() + LONG_NANOS - now;
      if (untilLong > 0) {
        wait = Math.min(wait, untilLong);
      } else if (open.size() < MOST_RUNS && isShown(run)) {
        open.add(run);
      }
    }
    String text = open.isEmpty() ? "" : textOf(open);
    boolean isDue = now - keptNanos >= PAUSE_NANOS;
    if (text.isEmpty()) {
      if (!kept.isEmpty()) {
        work.clear();
      }
    } else if (isDue || !text.equals(kept)) {
      work.keep("seen=" + clock.currentMillis() + '\n' + text);
      keptNanos = now;
    }
    kept = text;
    return text.isEmpty() ? wait : Math.min(wait, keptNanos + PAUSE_NANOS - now);
  }

  // why: what must not be shown must not be in a file either
  private boolean isShown(ActiveRun run) {
    String name = run.run().name().toString();
    return config.redactor().apply(name).equals(name);
  }

  private String textOf(List<ActiveRun> open) {
    SavedText text = new SavedText();
    text.put("host", config.host());
    for (ActiveRun active : open) {
      RunNote note = RunNote.of(active);
      JobRun run = note.run();
      SavedText one = new SavedText();
      one.put("job.system", run.name().system());
      one.put("job.group", run.name().group());
      one.put("job.name", run.name().name());
      one.put("run.id", note.runId());
      one.put("attempt", note.attempt());
      one.put("ids", note.ids());
      one.put("thread", config.redactor().apply(note.threadName()));
      one.put("start", note.startMillis());
      one.put("scheduled", run.scheduledMillis());
      text.put("run", one.toString());
    }
    return text.toString();
  }

  /**
   * Tells of the runs that JVMs which are gone have left open; at most once a minute. What was told
   * is taken by nobody else, and is to be forgotten when it is on record as an incident.
   */
  synchronized void findLost() {
    long now = clock.nanoTime();
    if (closed || (looked && now - lookedNanos < PAUSE_NANOS)) {
      return;
    }
    looked = true;
    lookedNanos = now;
    for (String left : work.take().values()) {
      tellLost(new SavedText(left));
    }
  }

  private void tellLost(SavedText left) {
    long seenMillis = left.number("seen");
    RunResult result =
        RunResult.lost(
            "its JVM vanished, last seen "
                + Words.utc(seenMillis)
                + " on "
                + left.text("host", "its host"));
    List<String> runs = left.texts("run");
    // why: what is told last is heard first
    for (int i = runs.size() - 1; i >= 0; i--) {
      SavedText one = new SavedText(runs.get(i));
      String name = one.text("job.name");
      long[] ids = one.numbers("ids");
      if (name != null && ids.length == 3) {
        JobRun run =
            JobRun.builder(
                    RunKind.JOB,
                    JobName.of(one.text("job.system", ""), one.text("job.group"), name))
                .scheduledMillis(one.number("scheduled"))
                .build();
        RunNote note =
            new RunNote(
                run,
                one.text("run.id", ""),
                (int) one.number("attempt"),
                ids,
                one.text("thread", ""),
                one.number("start"));
        life.lost(note, result, seenMillis);
      }
    }
  }

  /** What was told as lost is on record elsewhere. */
  synchronized void forgetLost() {
    work.forget();
  }

  private void save() {
    try {
      saved.save();
    } catch (IOException | RuntimeException failure) {
      say(failure);
    }
  }

  // why: nothing is lost that somebody must know of, and each healthy JVM would say it again
  private void say(Exception failure) {
    if (!said) {
      said = true;
      log.info("the durations of jobs are not kept: " + failure);
    }
  }

  /** The JVM ends in good order: nothing is open, and what is known is saved. */
  synchronized void close() {
    if (!closed) {
      closed = true;
      if (!kept.isEmpty()) {
        work.clear();
        kept = "";
      }
      if (saved.isUnsaved()) {
        save();
      }
    }
  }
}
