package io.batchmon.instrumentation.testing;

import io.batchmon.instrumentation.api.JobInstrumentation;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunListener;
import io.batchmon.job.RunOutcome;
import io.batchmon.job.RunResult;
import io.batchmon.job.SummedCall;
import io.batchmon.weaving.HookIndex;
import io.batchmon.weaving.HookTransformer;
import io.batchmon.weaving.WeavingListener;
import io.batchmon.weaving.WovenHook;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Records every run of one instrumentation. After each test every run must have been taken, with
 * its outcome asserted; none may be open; no advice may have failed and every hook must fit.
 * Registered as a static field, before the test touches a class of the framework.
 */
public final class RecordedRuns implements BeforeEachCallback, AfterEachCallback {
  private static final long LIMIT_SECONDS = 30;

  /** Whoever forks the JVM of the tests has periodic tasks in it. */
  private static final String TEST_TOOL = "org.apache.maven.surefire.";

  // why: test classes share a JVM, and a framework woven twice has every run twice
  private static final Map<String, Set<String>> UNFIT_BY_INSTRUMENTATION =
      new ConcurrentHashMap<>();
  // why: a thread of a pool may come back from a run when its test is over, and nobody is told
  private static volatile ThreadLocal<@Nullable RecordedRun> current = new ThreadLocal<>();
  private static volatile ThreadLocal<@Nullable RecordedRun> attached = new ThreadLocal<>();
  private static final AtomicInteger IDS = new AtomicInteger();
  private static final String[] INCOMING = {
    "traceparent",
    "tracestate",
    "baggage",
    "x-amzn-trace-id",
    "b3",
    "x-b3-traceid",
    "x-b3-spanid",
    "x-b3-sampled",
    "x-trace-id",
    "x-request-id",
  };

  private final BlockingQueue<RecordedRun> ended = new LinkedBlockingQueue<>();
  private final BlockingQueue<RecordedRun> started = new LinkedBlockingQueue<>();
  private final BlockingQueue<Segment> segments = new LinkedBlockingQueue<>();
  private final BlockingQueue<Missed> missed = new LinkedBlockingQueue<>();
  private final Set<RecordedRun> open = ConcurrentHashMap.newKeySet();
  private final Set<RecordedRun> taken = ConcurrentHashMap.newKeySet();
  private final Set<String> failedAdvice = ConcurrentHashMap.newKeySet();
  private final Set<String> shownParameters = ConcurrentHashMap.newKeySet();
  private final Set<String> unfitHooks;
  private final BlockingQueue<Summed> summed = new LinkedBlockingQueue<>();
  private volatile boolean sumsUp;

  private RecordedRuns(Set<String> unfitHooks) {
    this.unfitHooks = unfitHooks;
  }

  /** A run that a scheduler says it did not start in time. */
  public record Missed(JobName name, long scheduledMillis, String reason) {}

  /** Messages that were only counted, and whether that went well. */
  public record Summed(
      String system,
      String operation,
      String destination,
      long messages,
      long bytes,
      RunResult result) {}

  /** From now on in this test, messages are no runs of their own, as if there had been many. */
  public void sumUpMessages() {
    sumsUp = true;
  }

  /** The next messages that were only counted; waits for them. */
  public Summed takeSummed() {
    return next(summed, "no message was counted");
  }

  /** What the application recorded with the AWS X-Ray SDK. */
  public record Segment(String document, boolean partOfRun) {}

  /** The segments that ended and were not taken yet, in their order; waits for none. */
  public List<Segment> takeSegments() {
    List<Segment> all = new ArrayList<>();
    segments.drainTo(all);
    return all;
  }

  /** Weaves the framework from now on. */
  public static RecordedRuns of(JobInstrumentation instrumentation) {
    return new RecordedRuns(
        UNFIT_BY_INSTRUMENTATION.computeIfAbsent(
            instrumentation.name(), name -> weave(instrumentation)));
  }

  private static Set<String> weave(JobInstrumentation instrumentation) {
    Set<String> unfit = ConcurrentHashMap.newKeySet();
    try {
      Instrumentation jvm = ByteBuddyAgent.install();
      HookTransformer transformer =
          new HookTransformer(
              HookIndex.of(instrumentation),
              List.of(),
              new PlatformAdvice(jvm),
              new Weaving(unfit));
      transformer.weaveLazyHooks();
      jvm.addTransformer(transformer, true);
      for (Class<?> loaded : jvm.getAllLoadedClasses()) {
        // why: classes of the JDK are there before the test, and so are those of its fields
        if (transformer.concerns(loaded.getName()) && jvm.isModifiableClass(loaded)) {
          jvm.retransformClasses(loaded);
        }
      }
    } catch (IOException | UnmodifiableClassException failure) {
      throw new IllegalStateException(failure);
    }
    return unfit;
  }

  /** In this test, values of job parameters of these names may be shown. */
  public void show(String... parameters) {
    shownParameters.addAll(List.of(parameters));
  }

  /** The next run that ended; waits for it. */
  public RunAssert take() {
    RecordedRun run = next(ended, "no run ended: is the hook's method really called?");
    taken.add(run);
    return new RunAssert(run);
  }

  /** The runs that ended and were not taken yet, in their order; waits for none. */
  public List<RunAssert> takeRest() {
    List<RunAssert> all = new ArrayList<>();
    for (RecordedRun run = ended.poll(); run != null; run = ended.poll()) {
      taken.add(run);
      all.add(new RunAssert(run));
    }
    return all;
  }

  /** The next run that started, ended or not; waits for it. */
  public JobRun awaitStart() {
    return next(started, "no run started: is the hook's method really called?").run();
  }

  /** The next missed run; waits for it. */
  public Missed takeMissed() {
    return next(missed, "no run was missed");
  }

  private <T> T next(BlockingQueue<T> queue, String otherwise) {
    try {
      T next = queue.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        checkAdvice();
        throw new AssertionError("Within " + LIMIT_SECONDS + " s " + otherwise);
      }
      return next;
    } catch (InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    ended.clear();
    started.clear();
    missed.clear();
    summed.clear();
    sumsUp = false;
    open.clear();
    taken.clear();
    failedAdvice.clear();
    shownParameters.clear();
    current = new ThreadLocal<>();
    attached = new ThreadLocal<>();
    JobRuns.listen(new Listener());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    JobRuns.listen(null);
    if (context.getExecutionException().isPresent()) {
      return;
    }
    checkAdvice();
    check(ended.isEmpty(), "Runs that the test did not take (a double run?): " + ended);
    check(open.isEmpty(), "Runs that began and never ended (is there no exit?): " + open);
    check(summed.isEmpty(), "Messages that the test did not take: " + summed);
    check(missed.isEmpty(), "Missed runs that the test did not take: " + missed);
    for (RecordedRun run : taken) {
      check(run.isOutcomeAsserted(), "The test never asserted the outcome of " + run);
    }
  }

  private void checkAdvice() {
    check(unfitHooks.isEmpty(), "Hooks that do not fit this version: " + unfitHooks);
    check(failedAdvice.isEmpty(), "Advice that failed: " + failedAdvice);
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  private final class Listener implements RunListener {
    @Override
    public OpenRun started(JobRun run, @Nullable Object owner, @Nullable OpenRun parent) {
      if (run.codeClass() != null && run.codeClass().startsWith(TEST_TOOL)) {
        return OpenRun.NONE;
      }
      RecordedRun outer = current();
      if (run.kind() == RunKind.CALL && (outer == null || outer.kind() == RunKind.CALL)) {
        return OpenRun.NONE;
      }
      RecordedRun around = parent instanceof RecordedRun named ? named : outer;
      RecordedRun recorded =
          new RecordedRun(run, owner, outer, around, this, RecordedRuns.this::ended);
      current.set(recorded);
      open.add(recorded);
      started.add(recorded);
      return recorded;
    }

    @Override
    public @Nullable OpenRun open(Object owner, boolean inAnyThread) {
      for (RecordedRun run = current.get(); run != null; run = run.outer()) {
        if (run.owner() == owner && !run.isEnded()) {
          return run;
        }
      }
      if (inAnyThread) {
        for (RecordedRun run : open) {
          if (run.owner() == owner) {
            return run;
          }
        }
      }
      return null;
    }

    @Override
    public @Nullable RecordedRun current() {
      RecordedRun run = current.get();
      if (run != null && run.test() != this) {
        // why: a thread that another test left to itself had nobody to tell that it is done
        current.remove();
        attached.remove();
        return null;
      }
      while (run != null && run != attached.get() && (run.isEnded() || run.isLeft())) {
        run = run.outer();
      }
      return run;
    }

    @Override
    public void stopRequested(
        @Nullable JobName name, @Nullable String instanceId, boolean requested) {
      for (RecordedRun run : open) {
        if ((name == null || name.equals(run.run().name()))
            && (instanceId == null || Objects.equals(instanceId, run.run().instanceId()))) {
          run.stopRequested(requested);
        }
      }
    }

    @Override
    public void missed(JobName name, long scheduledMillis, String reason) {
      missed.add(new Missed(name, scheduledMillis, reason));
    }

    @Override
    public @Nullable Object attach(OpenRun run) {
      if (!(run instanceof RecordedRun recorded) || current() == recorded) {
        return null;
      }
      RecordedRun[] before = {current(), attached.get()};
      current.set(recorded);
      attached.set(recorded);
      return before;
    }

    @Override
    public @Nullable Object suspend() {
      if (current() == null) {
        return null;
      }
      RecordedRun[] before = {current(), attached.get()};
      current.set(null);
      attached.set(null);
      return before;
    }

    @Override
    public void restore(Object before) {
      RecordedRun[] runs = (RecordedRun[]) before;
      current.set(runs[0]);
      attached.set(runs[1]);
    }

    @Override
    public String[] incomingHeaders() {
      return INCOMING;
    }

    @Override
    public @Nullable SummedCall summed(
        OpenRun around, String system, String operation, String destination) {
      return sumsUp ? new RecordedSum(around, system, operation, destination) : null;
    }

    @Override
    public String[] outgoingHeaders(OpenRun run) {
      if (run instanceof RecordedSum sum) {
        return outgoingHeaders(sum.around);
      }
      return run instanceof RecordedRun recorded
          ? new String[] {"traceparent", recorded.traceParent()}
          : NO_HEADERS;
    }

    @Override
    public @Nullable String traceId(OpenRun run) {
      return run instanceof RecordedRun recorded ? recorded.traceId() : null;
    }

    @Override
    public @Nullable String traceParent(OpenRun run) {
      return run instanceof RecordedRun recorded ? recorded.traceParent() : null;
    }

    @Override
    public boolean segmentEnded(String document, boolean partOfRun) {
      return segments.add(new Segment(document, partOfRun));
    }

    @Override
    public boolean isShown(String parameter) {
      return shownParameters.contains(parameter);
    }

    @Override
    public void adviceFailed(String hook, Throwable failure) {
      failedAdvice.add(hook + ": " + failure);
    }
  }

  private void ended(RecordedRun run) {
    open.remove(run);
    ended.add(run);
  }

  /** Adds up, and tells the test. */
  private final class RecordedSum implements SummedCall {
    private final OpenRun around;
    private final String system;
    private final String operation;
    private final String destination;
    private final AtomicBoolean isOver = new AtomicBoolean();
    private volatile long messages = 1;
    private volatile long bytes;

    RecordedSum(OpenRun around, String system, String operation, String destination) {
      this.around = around;
      this.system = system;
      this.operation = operation;
      this.destination = destination;
    }

    @Override
    public void counts(long newMessages, long newBytes) {
      messages = newMessages;
      bytes = newBytes;
    }

    @Override
    public void agoNanos(long nanos) {}

    @Override
    public void end(RunResult result) {
      if (isOver.compareAndSet(false, true)) {
        summed.add(new Summed(system, operation, destination, messages, bytes, result));
      }
    }

    @Override
    public void leave() {}

    @Override
    public boolean stopRequested() {
      return false;
    }

    @Override
    public RunKind kind() {
      return RunKind.CALL;
    }
  }

  private record Weaving(Set<String> unfit) implements WeavingListener {
    @Override
    public void woven(WovenHook hook, @Nullable ProtectionDomain domain) {}

    @Override
    public void unfit(WovenHook hook, @Nullable ProtectionDomain domain, String reason) {
      unfit.add(hook.display() + ": " + reason);
    }

    @Override
    public void seen(String className) {}
  }

  /** A run on record. */
  static final class RecordedRun implements OpenRun {
    private final JobRun run;
    private final @Nullable Object owner;
    private final @Nullable RecordedRun outer;
    private final @Nullable RecordedRun around;
    private final Object test;
    private final Consumer<RecordedRun> whenEnded;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final int id = IDS.incrementAndGet();
    private volatile @Nullable RunResult result;
    private volatile @Nullable RunResult verdict;
    private volatile boolean stopRequested;
    private volatile boolean left;
    private volatile boolean outcomeAsserted;

    RecordedRun(
        JobRun run,
        @Nullable Object owner,
        @Nullable RecordedRun outer,
        @Nullable RecordedRun around,
        Object test,
        Consumer<RecordedRun> whenEnded) {
      this.run = run;
      this.owner = owner;
      this.outer = outer;
      this.around = around;
      this.test = test;
      this.whenEnded = whenEnded;
    }

    @Override
    public void end(RunResult newResult) {
      if (ended.compareAndSet(false, true)) {
        result = newResult.withVerdict(verdict);
        whenEnded.accept(this);
      }
    }

    @Override
    public void leave() {
      left = true;
    }

    @Override
    public void verdict(RunResult newVerdict) {
      if (verdict == null || newVerdict.outcome() != RunOutcome.SKIPPED) {
        verdict = newVerdict;
      }
    }

    boolean isLeft() {
      return left;
    }

    @Override
    public boolean stopRequested() {
      return stopRequested;
    }

    void stopRequested(boolean requested) {
      stopRequested = requested;
    }

    JobRun run() {
      return run;
    }

    @Nullable Object owner() {
      return owner;
    }

    /** The run that was current on the thread when this one began. */
    @Nullable RecordedRun outer() {
      return outer;
    }

    /** The run that this one is a part of: the one named when it began, else {@link #outer}. */
    @Nullable RecordedRun around() {
      return around;
    }

    /** Whoever listened in the test that this run began in. */
    Object test() {
      return test;
    }

    boolean isEnded() {
      return ended.get();
    }

    RunResult result() {
      return Objects.requireNonNull(result, "not ended");
    }

    @Override
    public RunKind kind() {
      return run.kind();
    }

    /** The W3C header of a call that is a part of this run. */
    String traceParent() {
      return String.format("00-%032x-%016x-01", 1, id);
    }

    /** Another one for each run, so that tests can tell whose was sent. */
    String traceId() {
      return String.format("%032x", id);
    }

    void outcomeAsserted() {
      outcomeAsserted = true;
    }

    boolean isOutcomeAsserted() {
      return outcomeAsserted;
    }

    @Override
    public String toString() {
      return run + " -> " + result;
    }
  }
}
