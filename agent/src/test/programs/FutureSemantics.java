import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Random webs of CompletableFutures, completed in random order by one thread. */
class FutureSemantics {
  private FutureSemantics() {}

  static void run(Random random, PrintStream out) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(2);
    AtomicInteger calls = new AtomicInteger();
    List<CompletableFuture<Integer>> sources = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      sources.add(new CompletableFuture<Integer>());
    }
    List<CompletableFuture<Integer>> all = new ArrayList<>(sources);
    for (int i = 0; i < 25; i++) {
      CompletableFuture<Integer> first = all.get(random.nextInt(all.size()));
      CompletableFuture<Integer> second = sources.get(random.nextInt(sources.size()));
      final int number = i;
      Runnable call = calls::incrementAndGet;
      all.add(next(random.nextInt(16), first, second, call, number, pool));
      if (i == 12) {
        complete(random, sources.get(0), 100);
      }
    }
    complete(random, sources.get(1), 200);
    complete(random, sources.get(2), 300);
    for (CompletableFuture<Integer> future : all) {
      out.println(result(future) + " " + future.isCompletedExceptionally());
    }
    out.println(
        result(
            CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0]))
                .handle((none, failure) -> failure == null ? 0 : 1)));
    try {
      sources.get(0).thenApply(null);
    } catch (NullPointerException expected) {
      out.println("no function");
    }
    try {
      CompletableFuture.supplyAsync(null, pool);
    } catch (NullPointerException expected) {
      out.println("no supplier");
    }
    pool.shutdown();
    pool.awaitTermination(30, TimeUnit.SECONDS);
    out.println(calls + " calls");
    completing(random, out);
  }

  /** Functions that run in the thread that completes, the latest first. */
  private static void completing(Random random, PrintStream out) {
    Thread main = Thread.currentThread();
    CompletableFuture<Integer> first = new CompletableFuture<>();
    for (int i = 0; i < 2 + random.nextInt(5); i++) {
      final int number = i;
      first.thenAccept(value -> out.println(number + " " + (Thread.currentThread() == main)));
    }
    out.println(first.getNumberOfDependents());
    first.complete(1);
    out.println(first.getNumberOfDependents());
  }

  private static CompletableFuture<Integer> next(
      int kind,
      CompletableFuture<Integer> first,
      CompletableFuture<Integer> second,
      Runnable call,
      int number,
      ExecutorService pool) {
    switch (kind) {
      case 0:
        return CompletableFuture.supplyAsync(() -> called(call, number));
      case 1:
        return CompletableFuture.supplyAsync(() -> called(call, number), pool);
      case 2:
        return CompletableFuture.runAsync(call, pool).thenApply(none -> number);
      case 3:
        return first.thenApply(value -> called(call, value + number));
      case 4:
        return first.thenApplyAsync(value -> called(call, value - number), pool);
      case 5:
        return first.thenApplyAsync(value -> called(call, 2 * value));
      case 6:
        return first.thenAccept(value -> call.run()).thenApply(none -> number);
      case 7:
        return first.thenRunAsync(call).handle((none, failure) -> failure == null ? 1 : 2);
      case 8:
        return first.thenCompose(value -> second.thenApply(other -> called(call, value + other)));
      case 9:
        return first.whenComplete((value, failure) -> call.run());
      case 10:
        return first.handleAsync((value, failure) -> called(call, failure == null ? value : -1));
      case 11:
        return first.exceptionally(failure -> called(call, -2));
      case 12:
        return first.thenCombine(second, (value, other) -> called(call, value * other));
      case 13:
        return first.runAfterBothAsync(second, call, pool).thenApply(none -> number);
      case 14:
        return first.thenApply(
            value -> {
              call.run();
              throw new IllegalStateException("no disk " + number);
            });
      default:
        return first.acceptEither(first, value -> call.run()).thenApply(none -> number);
    }
  }

  private static int called(Runnable call, int result) {
    call.run();
    return result;
  }

  private static void complete(Random random, CompletableFuture<Integer> future, int value) {
    switch (random.nextInt(4)) {
      case 0:
        future.completeExceptionally(new IllegalArgumentException("bad " + value));
        break;
      case 1:
        future.cancel(true);
        break;
      default:
        future.complete(value);
    }
  }

  private static String result(CompletableFuture<?> future) {
    try {
      return "" + future.join();
    } catch (CompletionException failure) {
      return "" + failure.getCause();
    } catch (CancellationException cancelled) {
      return "cancelled";
    }
  }
}
