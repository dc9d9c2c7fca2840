import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What the JDK promises about pools, futures and threads, as seeded random programs whose output is
 * the same in each JVM. Arguments: how many, and, if any, the file in which something says that it
 * has changed the JDK's classes.
 */
public class ThreadSemantics {
  interface Scenario {
    void run(Random random, PrintStream out) throws Exception;
  }

  public static void main(String[] args) throws Exception {
    if (args.length > 1) {
      awaitChanges(Paths.get(args[1]));
    }
    int programs = Integer.parseInt(args[0]);
    for (int seed = 0; seed < programs; seed++) {
      run("pool", seed, PoolSemantics::run);
      run("scheduler", seed, ScheduleSemantics::run);
      run("fork-join", seed, ForkJoinSemantics::run);
      run("future", seed, FutureSemantics::run);
      run("virtual", seed, VirtualSemantics::run);
    }
  }

  private static void run(String name, int seed, Scenario scenario) throws Exception {
    System.out.println("== " + name + " " + seed);
    scenario.run(new Random(seed), System.out);
  }

  /** Loads the classes, and waits until they were changed; gives up after a minute. */
  private static void awaitChanges(Path file) throws Exception {
    ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
    CompletableFuture.supplyAsync(() -> 1, scheduler).thenApply(x -> x).get();
    ForkJoinTask.adapt(Executors.callable(() -> {})).fork().get();
    scheduler.shutdown();
    VirtualSemantics.run(new Random(0), new PrintStream(new java.io.ByteArrayOutputStream()));
    long last = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (System.nanoTime() < last) {
      String text =
          Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
      if (text.contains("ThreadPoolExecutor.execute")
          && text.contains("ForkJoinTask.fork")
          && text.contains("ScheduledThreadPoolExecutor.delayedExecute")
          && text.contains("CompletableFuture.uniApplyStage")) {
        return;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    System.out.println("nothing was changed");
  }
}
