import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What one task costs a pool's thread: bytes, and with an argument also nanoseconds. The queue is
 * full before the thread begins, so it never waits.
 */
public class PoolCost {
  static final int TASKS = 500_000;
  static final int ROUNDS = 20;
  static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  static int done;

  static long[] now() {
    return new long[] {
      THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()), System.nanoTime()
    };
  }

  public static void main(String[] args) throws Exception {
    BlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(TASKS + 2);
    long bytes = Long.MAX_VALUE;
    long nanos = Long.MAX_VALUE;
    Runnable task = () -> done++;
    for (int round = 0; round < ROUNDS; round++) {
      FutureTask<long[]> before = new FutureTask<>(first());
      FutureTask<long[]> after = new FutureTask<>(first());
      queue.add(before);
      for (int i = 0; i < TASKS; i++) {
        queue.add(task);
      }
      queue.add(after);
      ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, queue);
      pool.prestartCoreThread();
      bytes = Math.min(bytes, after.get()[0] - before.get()[0]);
      nanos = Math.min(nanos, after.get()[1] - before.get()[1]);
      pool.shutdown();
      pool.awaitTermination(30, TimeUnit.SECONDS);
    }
    System.out.println("bytes " + bytes / TASKS + ", " + futures() + " with a future");
    if (args.length > 0) {
      System.out.println("ns " + nanos / (TASKS / 1000) / 1000.0);
    }
  }

  static Callable<long[]> first() {
    return () -> now();
  }

  static long futures() throws Exception {
    long bytes = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long before = now()[0];
      for (int i = 0; i < TASKS / 10; i++) {
        FutureTask<Integer> future = new FutureTask<>(() -> 1);
        future.run();
        done += future.get();
      }
      bytes = Math.min(bytes, (now()[0] - before) / (TASKS / 10));
    }
    return bytes;
  }
}
