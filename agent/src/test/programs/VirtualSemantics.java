import java.io.PrintStream;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Virtual threads, of which JDKs before 21 have none. */
class VirtualSemantics {
  private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();

  private VirtualSemantics() {}

  static void run(Random random, PrintStream out) throws Exception {
    Method executor;
    try {
      executor = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
    } catch (NoSuchMethodException old) {
      return;
    }
    INHERITED.set("from here");
    ExecutorService threads = (ExecutorService) executor.invoke(null);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger interrupted = new AtomicInteger();
    Object lock = new Object();
    List<Future<?>> futures = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      final int number = i;
      switch (random.nextInt(6)) {
        case 0:
          futures.add(threads.submit(() -> number));
          break;
        case 1:
          futures.add(threads.submit(() -> failing(number)));
          break;
        case 2:
          futures.add(
              threads.submit(
                  () -> {
                    LockSupport.parkNanos(1000 * number);
                    Thread.yield();
                    synchronized (lock) {
                      return INHERITED.get() + Thread.currentThread().getName();
                    }
                  }));
          break;
        case 3:
          futures.add(threads.submit(() -> threads.submit(() -> 2 * number).get()));
          break;
        case 4:
          futures.add(threads.submit(() -> waits(release, interrupted)));
          break;
        default:
          Future<?> cancelled = threads.submit(() -> waits(new CountDownLatch(1), interrupted));
          out.println(cancelled.cancel(true));
          futures.add(cancelled);
      }
    }
    release.countDown();
    for (Future<?> future : futures) {
      out.println(result(future));
    }
    Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
    AtomicInteger ran = new AtomicInteger();
    Thread thread = (Thread) start.invoke(null, (Runnable) ran::incrementAndGet);
    thread.join();
    out.println(ran + " " + thread.getState() + " " + thread.isAlive() + " " + thread.isDaemon());
    try {
      thread.start();
    } catch (IllegalThreadStateException expected) {
      out.println("started once");
    }
    threads.shutdown();
    out.println(threads.awaitTermination(30, TimeUnit.SECONDS) + " " + threads.shutdownNow());
  }

  private static int failing(int number) {
    throw new IllegalStateException("no disk " + number);
  }

  private static String waits(CountDownLatch latch, AtomicInteger interrupted) {
    try {
      latch.await();
      return "released";
    } catch (InterruptedException stopped) {
      return "interrupted " + (interrupted.incrementAndGet() > 0);
    }
  }

  private static String result(Future<?> future) throws Exception {
    try {
      return "" + future.get();
    } catch (ExecutionException failure) {
      return "" + failure.getCause();
    } catch (CancellationException cancelled) {
      return "cancelled";
    }
  }
}
