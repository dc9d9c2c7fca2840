package io.batchmon.agent.run;

import io.batchmon.agent.message.MessageKey;
import io.batchmon.agent.message.MessageStats;
import io.batchmon.agent.message.RunMessages;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import io.batchmon.job.SummedCall;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/** A message that is only counted, unless it fails: then it is told as a call after all. */
final class SummedMessage implements SummedCall {
  private static final AtomicIntegerFieldUpdater<SummedMessage> ENDED =
      AtomicIntegerFieldUpdater.newUpdater(SummedMessage.class, "ended");

  private static final int DEEPEST = 100;

  private final Runs runs;
  private final ActiveRun around;
  private final MessageStats stats;
  private final MessageKey key;
  private long startNanos;
  private long messages = 1;
  private long bytes;
  private volatile int ended;

  SummedMessage(Runs runs, ActiveRun around, MessageStats stats, MessageKey key) {
    this.runs = runs;
    this.around = around;
    this.stats = stats;
    this.key = key;
    this.startNanos = runs.nanoTime();
    stats.begun();
  }

  /** The same for all of a run: what is sent along names the run itself. */
  String[] headers() {
    RunMessages all = around.messages();
    String[] known = all.headers();
    if (known == null) {
      known = runs.outgoingHeaders(around);
      all.headers(known);
    }
    return known;
  }

  ActiveRun around() {
    return around;
  }

  @Override
  public void counts(long newMessages, long newBytes) {
    messages = newMessages;
    bytes = newBytes;
  }

  @Override
  public void agoNanos(long nanos) {
    startNanos = runs.nanoTime() - nanos;
  }

  @Override
  public void end(RunResult result) {
    if (ended != 0 || !ENDED.compareAndSet(this, 0, 1)) {
      return;
    }
    long nanos = runs.nanoTime() - startNanos;
    if (!result.outcome().isError()) {
      stats.ended(nanos, messages, bytes, false);
      return;
    }
    if (!stats.hasFailedSpan()) {
      // why: to keep the text of each of a million failures would be dear
      stats.failed(typeOf(result), nanos, messages, false);
      return;
    }
    JobRun.Builder call =
        JobRun.builder(RunKind.CALL, JobName.of(key.system(), key.toString()))
            .agoNanos(nanos)
            .attributes(
                "messaging.system", key.system(),
                "messaging.operation.type", key.type(),
                "messaging.operation.name", key.operation())
            .attribute("messaging.destination.name", key.destination())
            .attribute("server.address", stats.address());
    if (stats.port() > 0) {
      call.attribute("server.port", stats.port());
    }
    OpenRun told = runs.begin(call.build(), null, around);
    if (told == OpenRun.NONE) {
      // why: the run around it has been left meanwhile
      stats.failed(typeOf(result), nanos, messages, false);
      return;
    }
    stats.forget();
    told.end(result);
  }

  private static String typeOf(RunResult result) {
    Throwable root = result.failure();
    if (root == null) {
      String word = result.errorType();
      return word == null ? result.outcome().word() : word;
    }
    for (int i = 0; i < DEEPEST && root.getCause() != null; i++) {
      root = root.getCause();
    }
    return root.getClass().getName();
  }

  @Override
  public void leave() {}

  @Override
  public boolean stopRequested() {
    return around.stopRequested();
  }

  @Override
  public RunKind kind() {
    return RunKind.CALL;
  }
}
