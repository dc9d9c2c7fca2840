import java.lang.reflect.Method;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Calls a bank from threads of every kind; prints how often. */
public class HandedOver {
  public static class Bank {
    final CountDownLatch called = new CountDownLatch(1);

    public void call() {
      called.countDown();
    }
  }

  interface Hands {
    void over(Runnable work) throws Exception;
  }

  static int calls;

  static void by(Hands hands) throws Exception {
    Bank bank = new Bank();
    hands.over(bank::call);
    bank.called.await();
    calls++;
  }

  public static void main(String[] args) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(1);
    ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
    ForkJoinPool forkJoin = new ForkJoinPool(2);
    awaitChanges(pool);
    by(pool::execute);
    by(work -> pool.submit(Executors.callable(work)).get());
    by(work -> scheduler.schedule(work, 1, TimeUnit.MILLISECONDS));
    by(forkJoin::execute);
    by(work -> forkJoin.submit(work).get());
    by(work -> ForkJoinTask.adapt(work).fork());
    by(work -> forkJoin.submit(() -> ForkJoinTask.adapt(work).fork().join()));
    by(work -> CompletableFuture.runAsync(work));
    by(work -> CompletableFuture.supplyAsync(() -> 1, pool).thenRunAsync(work));
    by(work -> followed(work));
    by(work -> IntStream.range(0, 100).parallel().filter(i -> i == 99).forEach(i -> work.run()));
    virtualThreads();
    pool.shutdown();
    scheduler.shutdown();
    forkJoin.shutdown();
    System.out.println(calls + " calls");
  }

  /** Completed by a thread that belongs to nobody. */
  static void followed(Runnable work) throws Exception {
    CompletableFuture<Integer> first = new CompletableFuture<>();
    first.thenRun(work);
    Thread completing = new Thread(() -> first.complete(1));
    completing.start();
    completing.join();
  }

  static boolean isNew() {
    try {
      return Thread.class.getMethod("startVirtualThread", Runnable.class) != null;
    } catch (NoSuchMethodException old) {
      return false;
    }
  }

  static void virtualThreads() throws Exception {
    if (!isNew()) {
      return;
    }
    Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
    by(work -> start.invoke(null, work));
    by(
        work ->
            start.invoke(
                null,
                (Runnable)
                    () -> {
                      LockSupport.parkNanos(1_000_000);
                      Thread.yield();
                      work.run();
                    }));
    ExecutorService threads =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    by(threads::execute);
    by(work -> threads.submit(() -> threads.submit(work).get()).get());
    threads.shutdown();
    structured();
  }

  // a preview, of another shape in each JDK
  static void structured() throws Exception {
    Class<?> type = Class.forName("java.util.concurrent.StructuredTaskScope");
    Object scope;
    try {
      scope = type.getMethod("open").invoke(null);
    } catch (NoSuchMethodException older) {
      scope =
          Class.forName("java.util.concurrent.StructuredTaskScope$ShutdownOnFailure")
              .getConstructor()
              .newInstance();
    }
    Object open = scope;
    by(work -> type.getMethod("fork", Callable.class).invoke(open, Executors.callable(work)));
    type.getMethod("join").invoke(open);
    type.getMethod("close").invoke(open);
  }

  /** The JDK's classes are changed a moment after the first job has begun. */
  static void awaitChanges(ExecutorService pool) throws Exception {
    long last = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
    while (System.nanoTime() < last) {
      pool.submit(() -> 1).get();
      LockSupport.parkNanos(10_000_000);
    }
  }
}
