import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountedCompleter;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Random trees of tasks in a ForkJoinPool, some of which fail. */
class ForkJoinSemantics {
  private static final int NONE = -1;

  private ForkJoinSemantics() {}

  static void run(Random random, PrintStream out) throws Exception {
    ForkJoinPool pool =
        new ForkJoinPool(
            1 + random.nextInt(3),
            ForkJoinPool.defaultForkJoinWorkerThreadFactory,
            null,
            random.nextBoolean());
    int depth = 3 + random.nextInt(5);
    int failing = random.nextInt(3) == 0 ? 1 << random.nextInt(depth) : NONE;
    Tree tree = new Tree(1, depth, failing, random.nextInt(4));
    switch (random.nextInt(4)) {
      case 0:
        out.println(outcome(() -> pool.invoke(tree)));
        break;
      case 1:
        out.println(outcome(() -> pool.submit(tree).get()));
        break;
      case 2:
        pool.execute(tree);
        out.println(outcome(tree::join));
        break;
      default:
        out.println(outcome(tree::invoke));
    }
    out.println(tree.isCompletedNormally() + " " + tree.getRawResult());
    AtomicInteger leaves = new AtomicInteger();
    out.println(outcome(() -> pool.invoke(new Counted(null, depth, leaves))) + " " + leaves);
    List<Callable<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      final int number = i;
      calls.add(() -> number * number);
    }
    int sum = 0;
    for (java.util.concurrent.Future<Integer> done : pool.invokeAll(calls)) {
      sum += done.get();
    }
    out.println(sum + " " + pool.submit(() -> unforked(random.nextInt(10))).get());
    ForkJoinTask<Integer> cancelled = new Tree(1, 3, NONE, 0);
    out.println(cancelled.cancel(true) + " " + outcome(() -> pool.invoke(cancelled)));
    ForkJoinTask<?> adapted = ForkJoinTask.adapt(Executors.callable(() -> {}, "fine"));
    out.println(outcome(() -> pool.submit(adapted).get()));
    adapted.reinitialize();
    out.println(adapted.isDone() + " " + outcome(adapted::invoke));
    out.println(
        IntStream.range(0, 500 + random.nextInt(500))
            .parallel()
            .mapToObj(i -> i % 7)
            .collect(Collectors.groupingByConcurrent(i -> i, Collectors.counting())));
    int[] numbers = random.ints(5000).toArray();
    int[] sorted = numbers.clone();
    Arrays.sort(numbers);
    Arrays.parallelSort(sorted);
    out.println(Arrays.equals(numbers, sorted));
    pool.shutdown();
    out.println(pool.awaitTermination(30, TimeUnit.SECONDS) + " " + pool.isTerminated());
    out.println(outcome(() -> pool.submit(() -> 1).get()));
  }

  private static String unforked(int number) {
    ForkJoinTask<Integer> task = new Tree(number, 1, NONE, 0);
    task.fork();
    boolean taken = task.tryUnfork();
    return (ForkJoinTask.getPool() != null) + " " + (taken ? task.invoke() : task.join());
  }

  private static String outcome(Callable<?> work) throws Exception {
    try {
      return "" + work.call();
    } catch (ExecutionException failure) {
      return "failed " + root(failure);
    } catch (CancellationException cancelled) {
      return "cancelled";
    } catch (RuntimeException failure) {
      return "threw " + root(failure);
    }
  }

  // why: the JDK throws a copy of what a task threw in another thread, with that as its cause
  private static Throwable root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static final class Tree extends RecursiveTask<Integer> {
    private static final long serialVersionUID = 1;
    private final int number;
    private final int depth;
    private final int failing;
    private final int way;

    Tree(int number, int depth, int failing, int way) {
      this.number = number;
      this.depth = depth;
      this.failing = failing;
      this.way = way;
    }

    @Override
    protected Integer compute() {
      if (number == failing) {
        throw new IllegalStateException("no disk");
      }
      if (depth == 0) {
        return number;
      }
      Tree left = new Tree(2 * number, depth - 1, failing, way);
      Tree right = new Tree(2 * number + 1, depth - 1, failing, way);
      switch (way) {
        case 0:
          left.fork();
          return right.compute() + left.join();
        case 1:
          invokeAll(left, right);
          return left.join() + right.join();
        case 2:
          invokeAll(Arrays.asList(left, right));
          return left.getRawResult() + right.getRawResult();
        default:
          left.fork();
          right.fork();
          return right.join() + left.invoke();
      }
    }
  }

  private static final class Counted extends CountedCompleter<Integer> {
    private static final long serialVersionUID = 1;
    private final int depth;
    private final transient AtomicInteger leaves;

    Counted(CountedCompleter<?> parent, int depth, AtomicInteger leaves) {
      super(parent);
      this.depth = depth;
      this.leaves = leaves;
    }

    @Override
    public void compute() {
      if (depth == 0) {
        leaves.incrementAndGet();
      } else {
        setPendingCount(2);
        new Counted(this, depth - 1, leaves).fork();
        new Counted(this, depth - 1, leaves).fork();
      }
      tryComplete();
    }

    @Override
    public Integer getRawResult() {
      return depth;
    }
  }
}
