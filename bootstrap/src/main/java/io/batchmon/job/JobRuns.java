package io.batchmon.job;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The door: advice calls it, whoever listens stands behind it. No method throws, blocks or does
 * I/O. Without a listener nothing happens.
 */
public final class JobRuns {
  private static final Notes NOTES = new Notes();

  private static volatile @Nullable RunListener listener;
  private static volatile @Nullable Supplier<@Nullable Object[]> ownTracing;

  private JobRuns() {}

  /** Puts the listener behind the door; null removes it. */
  public static void listen(@Nullable RunListener newListener) {
    listener = newListener;
  }

  /** A run begins in the calling thread. */
  public static OpenRun begin(JobRun run) {
    return begin(run, null, null);
  }

  /**
   * A run begins in the calling thread, to be found again by {@link #open}.
   *
   * @param owner the framework's run object; held until the run ends
   */
  public static OpenRun begin(JobRun run, @Nullable Object owner) {
    return begin(run, owner, null);
  }

  /**
   * A run begins in the calling thread as a part of one that another thread may have begun.
   *
   * @param owner as above, or null
   * @param parent null or {@link OpenRun#NONE} where the calling thread's own run is the parent, if
   *     there is one
   */
  public static OpenRun begin(JobRun run, @Nullable Object owner, @Nullable OpenRun parent) {
    RunListener behind = listener;
    if (behind == null) {
      return OpenRun.NONE;
    }
    try {
      return behind.started(run, owner, parent);
    } catch (Throwable failure) {
      adviceFailed("door", failure);
      return OpenRun.NONE;
    }
  }

  /** A run ends; null and a run that has ended already are ignored. */
  public static void end(@Nullable OpenRun run, RunResult result) {
    if (run == null) {
      return;
    }
    try {
      UrlCalls.endsAround(run);
      run.end(result);
    } catch (Throwable failure) {
      adviceFailed("door", failure);
    }
  }

  /** The run that the calling thread began for this framework object and has not ended. */
  public static @Nullable OpenRun open(@Nullable Object owner) {
    return open(owner, false);
  }

  /** As {@link #open}, but begun by whichever thread; looks through all open runs. */
  public static @Nullable OpenRun openInAnyThread(@Nullable Object owner) {
    return open(owner, true);
  }

  private static @Nullable OpenRun open(@Nullable Object owner, boolean inAnyThread) {
    RunListener behind = listener;
    if (behind == null || owner == null) {
      return null;
    }
    try {
      return behind.open(owner, inAnyThread);
    } catch (Throwable failure) {
      adviceFailed("door", failure);
      return null;
    }
  }

  /** The innermost run that the calling thread is in, or null. */
  public static @Nullable OpenRun current() {
    RunListener behind = listener;
    if (behind == null) {
      return null;
    }
    try {
      return behind.current();
    } catch (Throwable failure) {
      adviceFailed("door", failure);
      return null;
    }
  }

  /**
   * Keeps what one hook knows of a framework object for another hook, as advice has no state of its
   * own. The object is compared by identity and held weakly; of very many notes the newest are
   * refused.
   *
   * @param note must not refer to the object
   */
  public static void note(Object about, Object note) {
    NOTES.put(about, note);
  }

  /** As {@link #note}, for what can be done without: refused while there are a thousand notes. */
  public static void hint(Object about, Object note) {
    NOTES.put(about, note, 1000);
  }

  /** What was noted about this object last, or null. */
  public static @Nullable Object noted(@Nullable Object about) {
    return about == null ? null : NOTES.get(about);
  }

  /** Takes the note back and returns it, or null. */
  public static @Nullable Object takeNote(@Nullable Object about) {
    return about == null ? null : NOTES.remove(about);
  }

  /**
   * The calling thread works for this run from now on: see {@link RunListener#attach}. Each call is
   * followed by {@link #restore} in the same thread, innermost first.
   *
   * @return null if nothing was changed
   */
  public static @Nullable Object attach(@Nullable OpenRun run) {
    RunListener behind = listener;
    if (behind == null || run == null) {
      return null;
    }
    try {
      return behind.attach(run);
    } catch (Throwable failure) {
      adviceFailed("door", failure);
      return null;
    }
  }

  /**
   * The calling thread works for no run, and so hands nothing over, until {@link #restore}: for
   * what a library does on its own account, such as queueing the next firing of a schedule.
   *
   * @return null if nothing was changed
   */
  public static @Nullable Object suspend() {
    RunListener behind = listener;
    if (behind == null) {
      return null;
    }
    try {
      return behind.suspend();
    } catch (Throwable failure) {
      adviceFailed("door", failure);
      return null;
    }
  }

  /** The end of {@link #attach} and of {@link #suspend}; null is ignored. */
  public static void restore(@Nullable Object before) {
    RunListener behind = listener;
    if (behind == null || before == null) {
      return;
    }
    try {
      behind.restore(before);
    } catch (Throwable failure) {
      adviceFailed("door", failure);
    }
  }

  /**
   * The names of the headers that may say which trace a request is a part of, in lower case and in
   * a fixed order; not to be changed. Their values go to {@link JobRun.Builder#headers}.
   */
  public static String[] incomingHeaders() {
    RunListener behind = listener;
    if (behind == null) {
      return RunListener.NO_HEADERS;
    }
    try {
      return behind.incomingHeaders();
    } catch (Throwable failure) {
      adviceFailed("door", failure);
      return RunListener.NO_HEADERS;
    }
  }

  /**
   * The headers that make what is called a part of this run: names and values in turn, safe to be
   * sent as they are. A call that has one of them already keeps its own.
   */
  public static String[] outgoingHeaders(@Nullable OpenRun run) {
    RunListener behind = listener;
    if (behind == null || run == null) {
      return RunListener.NO_HEADERS;
    }
    try {
      return behind.outgoingHeaders(run);
    } catch (Throwable failure) {
      adviceFailed("door", failure);
      return RunListener.NO_HEADERS;
    }
  }

  /**
   * What a run does with messages is a call of its own only for the first of them; all others are
   * added up. To be asked before a call is begun, where there may be very many: it is cheaper.
   *
   * @param around the run that the calling thread works for
   * @param operation as in {@code messaging.operation.name}, such as send or poll
   * @param destination the topic or queue
   * @return null where the next one is a call, to be begun as all are
   */
  public static @Nullable SummedCall summed(
      OpenRun around, String system, String operation, String destination) {
    RunListener behind = listener;
    if (behind == null) {
      return null;
    }
    try {
      return behind.summed(around, system, operation, destination);
    } catch (Throwable failure) {
      adviceFailed("door", failure);
      return null;
    }
  }

  /** The id of the trace that this run is in, 32 lower-case hex digits; null if there is none. */
  public static @Nullable String traceId(@Nullable OpenRun run) {
    RunListener behind = listener;
    if (behind == null || run == null) {
      return null;
    }
    try {
      return behind.traceId(run);
    } catch (Throwable failure) {
      adviceFailed("door", failure);
      return null;
    }
  }

  /**
   * The span of this run as W3C's {@code traceparent}, whatever the propagators are; null if there
   * is none.
   */
  public static @Nullable String traceParent(@Nullable OpenRun run) {
    RunListener behind = listener;
    if (behind == null || run == null) {
      return null;
    }
    try {
      return behind.traceParent(run);
    } catch (Throwable failure) {
      adviceFailed("door", failure);
      return null;
    }
  }

  /**
   * Where spans are recorded that are none of ours: by the application, or by another agent. The
   * first who says so stays.
   *
   * @param tracing tells what is current on the calling thread: the context as its library keeps
   *     it, and the span in it as a {@code traceparent}, or null
   */
  public static void ownTracing(Supplier<@Nullable Object[]> tracing) {
    if (ownTracing == null) {
      ownTracing = tracing;
    }
  }

  /** Whether somebody has said so. */
  public static boolean hasOwnTracing() {
    return ownTracing != null;
  }

  /** What is current on the calling thread, see {@link #ownTracing}; null where nobody has said. */
  public static @Nullable Object @Nullable [] ownTrace() {
    Supplier<@Nullable Object[]> tracing = ownTracing;
    if (tracing == null) {
      return null;
    }
    try {
      return tracing.get();
    } catch (Throwable failure) {
      adviceFailed("door", failure);
      return null;
    }
  }

  /**
   * A segment or subsegment that the application recorded with the AWS X-Ray SDK is over, and is to
   * be told of as spans are.
   *
   * @param document as the X-Ray daemon would get it
   * @param partOfRun whether its parent is a run of this JVM
   * @return false where nobody tells of spans
   */
  public static boolean segmentEnded(String document, boolean partOfRun) {
    RunListener behind = listener;
    if (behind == null) {
      return false;
    }
    try {
      return behind.segmentEnded(document, partOfRun);
    } catch (Throwable failure) {
      adviceFailed("door", failure);
      return false;
    }
  }

  /** See {@link RunListener#stopRequested}. */
  public static void stopRequested(
      @Nullable JobName name, @Nullable String instanceId, boolean requested) {
    RunListener behind = listener;
    if (behind == null) {
      return;
    }
    try {
      behind.stopRequested(name, instanceId, requested);
    } catch (Throwable failure) {
      adviceFailed("door", failure);
    }
  }

  /** See {@link RunListener#missed}. */
  public static void missed(JobName name, long scheduledMillis, String reason) {
    RunListener behind = listener;
    if (behind == null) {
      return;
    }
    try {
      behind.missed(name, scheduledMillis, reason);
    } catch (Throwable failure) {
      adviceFailed("door", failure);
    }
  }

  /**
   * Whether a job parameter of this name may be passed on with its value, as the attribute {@code
   * batch.job.parameter.<name>}. Parameters may be secrets: only what the operator lists is shown.
   */
  public static boolean isShown(String parameter) {
    RunListener behind = listener;
    if (behind == null) {
      return false;
    }
    try {
      return behind.isShown(parameter);
    } catch (Throwable failure) {
      adviceFailed("door", failure);
      return false;
    }
  }

  /** Called by woven code when enter advice threw. */
  public static void adviceFailed(Throwable failure, String hook) {
    adviceFailed(hook, failure);
  }

  /**
   * Called by woven code when exit advice threw: the run is ended from what the woven code knows.
   *
   * @param state what enter advice returned
   * @param thrown what the woven method threw, null if it returned
   */
  public static void exitAdviceFailed(
      Throwable failure, @Nullable Object state, @Nullable Throwable thrown, String hook) {
    adviceFailed(hook, failure);
    if (state instanceof OpenRun) {
      end((OpenRun) state, thrown == null ? RunResult.succeeded() : RunResult.failed(thrown));
    }
  }

  private static void adviceFailed(String hook, Throwable failure) {
    RunListener behind = listener;
    if (behind == null) {
      return;
    }
    try {
      behind.adviceFailed(hook, failure);
    } catch (Throwable ignored) {
      // why: whoever reports failures failed; there is nobody left to tell, and the job goes on
    }
  }
}
