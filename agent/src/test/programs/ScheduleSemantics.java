import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A ScheduledThreadPoolExecutor of one thread, which is busy until all is scheduled. */
class ScheduleSemantics {
  private ScheduleSemantics() {}

  static void run(Random random, PrintStream out) throws Exception {
    final List<String> seen = Collections.synchronizedList(new ArrayList<String>());
    ScheduledThreadPoolExecutor scheduler =
        new ScheduledThreadPoolExecutor(1) {
          @Override
          protected void afterExecute(Runnable task, Throwable thrown) {
            seen.add("after " + thrown);
          }
        };
    boolean delayed = random.nextBoolean();
    scheduler.setRemoveOnCancelPolicy(random.nextBoolean());
    scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(delayed);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch busy = new CountDownLatch(1);
    scheduler.execute(
        () -> {
          busy.countDown();
          await(release);
        });
    busy.await();
    List<ScheduledFuture<?>> futures = new ArrayList<>();
    CountDownLatch periods = new CountDownLatch(3);
    for (int i = 0; i < 6; i++) {
      final int number = i;
      switch (random.nextInt(5)) {
        case 0:
          futures.add(
              scheduler.schedule(() -> seen.add("ran " + number), i, TimeUnit.MILLISECONDS));
          break;
        case 1:
          futures.add(
              scheduler.schedule(
                  Executors.callable(() -> seen.add("called " + number), number),
                  i,
                  TimeUnit.MILLISECONDS));
          break;
        case 2:
          futures.add(
              scheduler.schedule(
                  () -> {
                    throw new IllegalStateException("no disk " + number);
                  },
                  i,
                  TimeUnit.MILLISECONDS));
          break;
        case 3:
          futures.add(
              scheduler.schedule(
                  () -> scheduler.schedule(() -> seen.add("again " + number), 0, TimeUnit.DAYS),
                  i,
                  TimeUnit.MILLISECONDS));
          break;
        default:
          futures.add(scheduler.schedule(() -> seen.add("never " + number), 1 + i, TimeUnit.HOURS));
      }
    }
    ScheduledFuture<?> failing =
        scheduler.scheduleAtFixedRate(
            () -> {
              periods.countDown();
              if (periods.getCount() == 0) {
                throw new IllegalStateException("no more");
              }
            },
            0,
            1,
            TimeUnit.MICROSECONDS);
    out.println(
        futures.get(1).cancel(false)
            + " "
            + scheduler.getQueue().size()
            + " "
            + scheduler.getQueue().contains(futures.get(2))
            + " "
            + futures.get(3).compareTo(futures.get(4)));
    release.countDown();
    periods.await();
    try {
      out.println(failing.get());
    } catch (ExecutionException failure) {
      out.println(failure.getCause());
    }
    for (ScheduledFuture<?> future : futures) {
      if (future.getDelay(TimeUnit.MINUTES) < 10 || future.isCancelled()) {
        out.println(result(future));
      }
    }
    scheduler.submit(() -> {}).get();
    out.println("never ran " + scheduler.shutdownNow().size());
    scheduler.awaitTermination(30, TimeUnit.SECONDS);
    Collections.sort(seen);
    out.println(seen);
  }

  private static String result(ScheduledFuture<?> future) throws Exception {
    try {
      Object result = future.get();
      return result instanceof ScheduledFuture ? "scheduled" : "" + result;
    } catch (ExecutionException failure) {
      return "" + failure.getCause();
    } catch (CancellationException cancelled) {
      return "cancelled";
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
