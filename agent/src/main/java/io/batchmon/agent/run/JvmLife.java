package io.batchmon.agent.run;

import io.batchmon.job.JobRun;
import io.batchmon.job.JvmListener;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The run that {@code main} is, and the end of the JVM: open runs are ended before the
 * application's shutdown hooks run, and everything is flushed under one deadline after them.
 */
public final class JvmLife implements JvmListener {
  /** When {@code main} counts as a job. */
  public enum MainIsJob {
    /** When it ends the JVM and was no server. */
    AUTO,
    TRUE,
    FALSE
  }

  private static final int SIGNAL_BASE = 128;

  // why: whatever a main() has handed to a thread is a part of it, but a thread that works on for
  // days is a service, and its trace would never end
  private static final long PARTS_AFTER_RETURN_NANOS = TimeUnit.HOURS.toNanos(1);

  private static final String DEVTOOLS = "org.springframework.boot.devtools.";

  private final Runs runs;
  private final JobRun mainRun;
  private final MainIsJob mainIsJob;
  private final List<FlushedAtExit> outputs;
  private final long timeoutNanos;
  private final Clock clock;

  private final AtomicBoolean exiting = new AtomicBoolean();
  private final AtomicBoolean halting = new AtomicBoolean();
  private volatile @Nullable ActiveRun main;
  private int innerMains;
  private volatile boolean mainReturned;
  private volatile boolean serverSeen;
  private volatile boolean schedulerSeen;
  private volatile boolean periodicSeen;
  private volatile @Nullable RunResult abort;
  private volatile @Nullable Throwable mainThrew;
  private volatile @Nullable Thread failedThread;
  private volatile @Nullable Throwable failure;

  /**
   * The life of this JVM.
   *
   * @param mainRun what {@code main} is, should it be a job
   * @param timeoutNanos how long the JVM's end may be delayed in all
   */
  public JvmLife(
      Runs runs,
      JobRun mainRun,
      MainIsJob mainIsJob,
      List<FlushedAtExit> outputs,
      long timeoutNanos,
      Clock clock) {
    this.runs = runs;
    this.mainRun = mainRun;
    this.mainIsJob = mainIsJob;
    this.outputs = outputs;
    this.timeoutNanos = timeoutNanos;
    this.clock = clock;
  }

  /** A web server is in this JVM, so its {@code main} is most likely no job. */
  public void serverSeen() {
    serverSeen = true;
    ActiveRun run = main;
    if (run != null && mainIsJob == MainIsJob.AUTO) {
      run.detach();
    }
  }

  /** A scheduler is in this JVM, so it may be meant to live on when {@code main} returns. */
  public void schedulerSeen() {
    schedulerSeen = true;
  }

  /**
   * A scheduler runs jobs. If {@code main} has returned, or when it does, the JVM lives for them; a
   * {@code main} that works on may use such a task for itself.
   */
  public void periodicSeen() {
    if (periodicSeen) {
      return;
    }
    periodicSeen = true;
    ActiveRun run = main;
    if (run != null && mainReturned && !run.isEnded()) {
      runs.park(run);
    }
  }

  @Override
  public void mainEntered() {
    ActiveRun before = main;
    if (before != null && before.thread() == Thread.currentThread()) {
      innerMains++;
    }
    if (mainIsJob == MainIsJob.FALSE || before != null) {
      return;
    }
    OpenRun open = runs.begin(mainRun, null, null);
    if (open instanceof ActiveRun) {
      main = (ActiveRun) open;
    }
  }

  @Override
  public void mainLeft(@Nullable Throwable thrown) {
    ActiveRun run = main;
    // why: an application may call its own main again, in the same thread or another
    if (run == null || run.thread() != Thread.currentThread() || mainReturned) {
      return;
    }
    if (innerMains > 0) {
      innerMains--;
      return;
    }
    mainReturned = true;
    run.detachAfter(PARTS_AFTER_RETURN_NANOS);
    if (thrown != null && thrown.getClass().getName().startsWith(DEVTOOLS)) {
      // why: Spring Boot's devtools end the first main so, and run the application in a second one
      runs.discard(run);
    } else if (thrown != null) {
      mainThrew = thrown;
      Thread thread = Thread.currentThread();
      // why: the thread's group asks the default handler, which may end the JVM with a code of its
      // own; a handler of this thread alone is not seen, so nothing is known after this
      if (thread.getUncaughtExceptionHandler() != thread.getThreadGroup()) {
        endThrown(run, thrown, 1);
      }
    } else if (mainIsJob == MainIsJob.AUTO && serverSeen) {
      runs.discard(run);
    } else if (schedulerSeen || periodicSeen) {
      runs.park(run);
    }
  }

  @Override
  public void uncaught(Thread thread, Throwable thrown) {
    ActiveRun run = main;
    if (run == null || run.isEnded()) {
      return;
    }
    failedThread = thread;
    failure = thrown;
    if (mainReturned && thread != run.thread() && !thread.isDaemon() && isLastOfTheJvm(thread)) {
      run.end(RunResult.failed(thrown).withExitCode("0"));
    }
  }

  @Override
  public void uncaughtHandled(Thread thread) {
    // why: nothing of the application is kept, and a handler that has returned did not end the JVM
    failedThread = null;
    failure = null;
    ActiveRun run = main;
    Throwable thrown = mainThrew;
    if (run != null && thrown != null && thread == run.thread()) {
      endThrown(run, thrown, 1);
    }
  }

  private void endThrown(ActiveRun run, Throwable thrown, int exitCode) {
    run.end(RunResult.failed(thrown).withExitCode(String.valueOf(exitCode)));
    mainThrew = null;
  }

  private static boolean isLastOfTheJvm(Thread ending) {
    ThreadGroup root = ending.getThreadGroup();
    if (root == null) {
      return false;
    }
    for (ThreadGroup parent = root.getParent(); parent != null; parent = root.getParent()) {
      root = parent;
    }
    Thread[] threads = new Thread[root.activeCount() + 16];
    int count = root.enumerate(threads);
    for (int i = 0; i < count; i++) {
      Thread other = threads[i];
      if (other != ending
          && !other.isDaemon()
          && other.isAlive()
          && !other.getName().equals("DestroyJavaVM")) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void exiting(@Nullable Integer exitCode) {
    if (exiting.compareAndSet(false, true)) {
      endRuns(exitCode, exitCode != null && isSignal(), "System.exit");
      for (FlushedAtExit output : outputs) {
        output.beginFlush();
      }
    }
  }

  @Override
  public void halting(@Nullable Integer exitCode) {
    if (!halting.compareAndSet(false, true)) {
      return;
    }
    if (exiting.compareAndSet(false, true)) {
      endRuns(exitCode, false, "Runtime.halt");
    }
    abortOpenRuns(true);
    LastFlush last = new LastFlush(outputs, clock, clock.nanoTime() + timeoutNanos);
    // why: a flag that the application left set would make every wait below return at once
    boolean interrupted = Thread.interrupted();
    try {
      last.runBeside(timeoutNanos);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean isSignal() {
    for (StackTraceElement frame : new Throwable().getStackTrace()) {
      if (frame.getClassName().startsWith("java.lang.Terminator")) {
        return true;
      }
    }
    return false;
  }

  private static String signalName(int signal) {
    switch (signal) {
      case 1:
        return "SIGHUP";
      case 2:
        return "SIGINT";
      case 15:
        return "SIGTERM";
      default:
        return "signal " + signal;
    }
  }

  private void endRuns(@Nullable Integer exitCode, boolean bySignal, String call) {
    ActiveRun mainJob = main;
    RunResult aborted;
    if (exitCode == null) {
      aborted = RunResult.aborted("the JVM ended with the run still open", "jvm_end");
    } else if (bySignal) {
      String signal = signalName(exitCode - SIGNAL_BASE);
      aborted = RunResult.aborted("the JVM was ended by " + signal, signal);
    } else {
      aborted =
          RunResult.aborted(
              "the JVM was ended by " + call + "(" + exitCode + ") in " + caller(), "exit");
    }
    if (exitCode != null) {
      aborted = aborted.withExitCode(exitCode.toString());
    }
    abort = aborted;
    abortOpenRuns(false);
    if (mainJob != null && !mainJob.isEnded()) {
      endMain(mainJob, exitCode, bySignal, aborted);
    }
  }

  // why: called again at the very end, since a shutdown hook of the application may begin runs too,
  // and one of a server's lets requests end that are open
  private void abortOpenRuns(boolean atTheVeryEnd) {
    RunResult aborted = abort;
    List<ActiveRun> open = runs.open();
    for (int i = open.size() - 1; i >= 0 && aborted != null; i--) {
      ActiveRun run = open.get(i);
      if (run != main && (atTheVeryEnd || !isOfRequest(run))) {
        run.end(aborted);
      }
    }
  }

  /** Whether it is a request or a part of one; a job that one has started is not. */
  private static boolean isOfRequest(ActiveRun open) {
    for (ActiveRun run = open; run != null; run = run.parent()) {
      if (run.kind() == RunKind.REQUEST || run.kind() == RunKind.JOB) {
        return run.kind() == RunKind.REQUEST;
      }
    }
    return false;
  }

  private String caller() {
    ActiveRun run = runs.current();
    return "thread "
        + Thread.currentThread().getName()
        + (run == null || run == main ? "" : ", in " + run.run().name().display());
  }

  private void endMain(
      ActiveRun run, @Nullable Integer exitCode, boolean bySignal, RunResult aborted) {
    Throwable ofMain = mainThrew;
    if (ofMain != null) {
      endThrown(run, ofMain, exitCode == null ? 1 : exitCode);
      return;
    }
    if (!isJob(bySignal)) {
      runs.discard(run);
      return;
    }
    if (bySignal) {
      run.end(aborted);
      return;
    }
    int code = exitCode == null ? 0 : exitCode;
    Throwable thrown = Thread.currentThread() == failedThread ? failure : null;
    RunResult result;
    if (thrown != null) {
      result = RunResult.failed(thrown);
    } else if (code == 0) {
      result = RunResult.succeeded();
    } else {
      result = RunResult.failed("exit code " + code, "exit");
    }
    run.end(result.withExitCode(String.valueOf(code)));
  }

  /** The jobs that are open: were the JVM killed now, they would be lost. A copy. */
  public List<ActiveRun> openJobs() {
    List<ActiveRun> jobs = new ArrayList<>();
    for (ActiveRun run : runs.open()) {
      if (run.kind() == RunKind.JOB && !run.isEnded() && (run != main || isJob(true))) {
        jobs.add(run);
      }
    }
    return jobs;
  }

  /** See {@link Runs#lost}. */
  public void lost(RunNote note, RunResult result, long seenMillis) {
    runs.lost(note, result, seenMillis);
  }

  private boolean isJob(boolean bySignal) {
    if (mainIsJob != MainIsJob.AUTO) {
      return true;
    }
    if (bySignal) {
      return !serverSeen && !schedulerSeen && !(periodicSeen && mainReturned);
    }
    // why: with a server in the JVM, only a main that is still running can have ended it as a job
    return !serverSeen || !mainReturned;
  }
}
