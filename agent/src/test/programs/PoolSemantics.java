import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A ThreadPoolExecutor of random sizes, queue and policy. All its threads are busy until the end of
 * the program, so each step has one outcome.
 */
class PoolSemantics {
  private static final int SYNCHRONOUS = 2;
  private static final int DISCARD_OLDEST = 3;

  private final Random random;
  private final PrintStream out;
  private final Thread main = Thread.currentThread();
  private final Semaphore started = new Semaphore(0);
  private final CountDownLatch release = new CountDownLatch(1);
  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
  private final Queue<String> seen = new ConcurrentLinkedQueue<>();
  private final List<Object> submitted = new ArrayList<>();
  private final List<Future<?>> futures = new ArrayList<>();
  private final Pool pool;
  private int busy;

  static void run(Random random, PrintStream out) throws Exception {
    new PoolSemantics(random, out).run();
  }

  private PoolSemantics(Random random, PrintStream out) {
    this.random = random;
    this.out = out;
    int core = 1 + random.nextInt(3);
    int most = core + random.nextInt(3);
    int queue = random.nextInt(4);
    int policy = random.nextInt(6);
    if (queue == SYNCHRONOUS && policy == DISCARD_OLDEST) {
      // no oldest waits there, so the JDK would submit the task for ever
      policy = DISCARD_OLDEST - 1;
    }
    out.println("sizes " + core + " " + most + ", queue " + queue + ", policy " + policy);
    pool = new Pool(core, most, queue(queue), policy(policy));
  }

  private BlockingQueue<Runnable> queue(int kind) {
    switch (kind) {
      case 0:
        return new LinkedBlockingQueue<>();
      case 1:
        return new ArrayBlockingQueue<>(1 + random.nextInt(3));
      case SYNCHRONOUS:
        return new SynchronousQueue<>();
      default:
        return new PriorityBlockingQueue<>(
            11, (left, right) -> Integer.compare(number(right), number(left)));
    }
  }

  private RejectedExecutionHandler policy(int kind) {
    switch (kind) {
      case 0:
        return new ThreadPoolExecutor.AbortPolicy();
      case 1:
        return new ThreadPoolExecutor.CallerRunsPolicy();
      case 2:
        return new ThreadPoolExecutor.DiscardPolicy();
      case DISCARD_OLDEST:
        return new ThreadPoolExecutor.DiscardOldestPolicy();
      case 4:
        return (task, executor) -> out.println("refused " + number(task));
      default:
        return (task, executor) -> {
          Runnable oldest = executor.getQueue().poll();
          boolean put = executor.getQueue().offer(task);
          out.println("refused " + number(task) + " for " + number(oldest) + " " + put);
        };
    }
  }

  /** Which of the submitted objects this very one is, the latest first. */
  private int number(Object task) {
    synchronized (submitted) {
      for (int i = submitted.size() - 1; i >= 0; i--) {
        if (submitted.get(i) == task) {
          return i;
        }
      }
    }
    return -1;
  }

  private void add(Object task) {
    synchronized (submitted) {
      submitted.add(task);
    }
  }

  private final class Pool extends ThreadPoolExecutor {
    Pool(int core, int most, BlockingQueue<Runnable> queue, RejectedExecutionHandler policy) {
      super(core, most, 1, TimeUnit.MINUTES, queue, policy);
      setThreadFactory(
          work -> {
            Thread thread = new Thread(work);
            threads.add(thread);
            thread.setUncaughtExceptionHandler((dead, thrown) -> seen.add("uncaught " + thrown));
            return thread;
          });
    }

    @Override
    protected <T> java.util.concurrent.RunnableFuture<T> newTaskFor(
        java.util.concurrent.Callable<T> work) {
      java.util.concurrent.RunnableFuture<T> task = super.newTaskFor(work);
      add(task);
      return task;
    }

    @Override
    protected void beforeExecute(Thread thread, Runnable task) {
      seen.add("before " + number(task) + " " + (thread == Thread.currentThread()));
    }

    @Override
    protected void afterExecute(Runnable task, Throwable thrown) {
      seen.add("after " + number(task) + " " + thrown);
    }

    @Override
    protected void terminated() {
      seen.add("terminated");
    }
  }

  private final class Work implements Runnable, java.util.concurrent.Callable<Integer> {
    private final boolean failing;

    Work(boolean failing) {
      this.failing = failing;
    }

    @Override
    public void run() {
      if (Thread.currentThread() == main) {
        out.println("run by the caller");
        return;
      }
      started.release();
      try {
        release.await();
      } catch (InterruptedException stopped) {
        seen.add("interrupted");
      }
      if (failing) {
        throw new IllegalStateException("no disk");
      }
    }

    @Override
    public Integer call() {
      run();
      return 7;
    }
  }

  private void run() throws Exception {
    int steps = 8 + random.nextInt(12);
    for (int i = 0; i < steps; i++) {
      step(random.nextInt(10));
      while (busy < pool.getPoolSize()) {
        started.acquire();
        busy++;
      }
      out.println(pool.getPoolSize() + " " + pool.getActiveCount() + " " + queued());
    }
    end(random.nextInt(3));
    if (!pool.awaitTermination(30, TimeUnit.SECONDS)) {
      out.println("still runs");
    }
    for (Thread thread : threads) {
      thread.join();
    }
    out.println(pool.getTaskCount() + " " + pool.getCompletedTaskCount());
    for (Future<?> future : futures) {
      out.println(future.isDone() + " " + future.isCancelled() + " " + result(future));
    }
    List<String> sorted = new ArrayList<>(seen);
    Collections.sort(sorted);
    out.println(sorted);
  }

  private void step(int kind) {
    switch (kind) {
      case 0:
      case 1:
      case 2:
        Work work = new Work(random.nextInt(4) == 0);
        add(work);
        execute(work);
        break;
      case 3:
        Object again = submitted.isEmpty() ? null : submitted.get(random.nextInt(submitted.size()));
        if (again instanceof Work) {
          execute((Work) again);
        }
        break;
      case 4:
      case 5:
        try {
          futures.add(pool.submit((java.util.concurrent.Callable<Integer>) new Work(kind == 5)));
        } catch (RejectedExecutionException refused) {
          out.println("refused a future");
        }
        break;
      case 6:
        if (!submitted.isEmpty()) {
          Object task = submitted.get(random.nextInt(submitted.size()));
          out.println("removed " + pool.remove((Runnable) task));
        }
        break;
      case 7:
        if (!futures.isEmpty()) {
          Future<?> future = futures.get(random.nextInt(futures.size()));
          out.println("cancelled " + future.cancel(false));
        }
        break;
      case 8:
        pool.purge();
        break;
      default:
        try {
          pool.execute(null);
        } catch (NullPointerException expected) {
          out.println("no task");
        }
    }
  }

  private void execute(Work work) {
    try {
      pool.execute(work);
    } catch (RejectedExecutionException refused) {
      out.println("refused");
    }
  }

  private List<Integer> queued() {
    List<Integer> numbers = new ArrayList<>();
    for (Runnable task : pool.getQueue()) {
      numbers.add(number(task));
    }
    return numbers;
  }

  private void end(int kind) {
    if (kind == 0) {
      List<Integer> never = new ArrayList<>();
      for (Runnable task : pool.shutdownNow()) {
        never.add(number(task));
      }
      out.println("never ran " + never);
    } else {
      pool.shutdown();
    }
    try {
      pool.execute(new Work(false));
    } catch (RejectedExecutionException refused) {
      out.println("refused after the end");
    }
    if (kind != 0) {
      release.countDown();
    }
  }

  private static String result(Future<?> future) throws Exception {
    if (!future.isDone()) {
      return "none";
    }
    try {
      return "" + future.get(1, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException failure) {
      return "" + failure.getCause();
    } catch (java.util.concurrent.CancellationException cancelled) {
      return "cancelled";
    }
  }
}
