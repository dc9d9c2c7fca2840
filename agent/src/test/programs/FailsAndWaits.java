import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A periodic task that fails at once, in a JVM that then stays, or ends if it is told to. */
public class FailsAndWaits {
  public static void main(String[] args) throws Exception {
    boolean fails = args[0].equals("fails");
    CountDownLatch ran = new CountDownLatch(1);
    ScheduledExecutorService pool =
        Executors.newSingleThreadScheduledExecutor(FailsAndWaits::daemon);
    pool.scheduleAtFixedRate(new Settle(fails, ran), 0, 1, TimeUnit.DAYS);
    ran.await();
    // why: the pool's only thread takes this up when it is done with the run
    pool.submit(() -> {}).get();
    System.out.println("ran");
    if (args.length == 1) {
      new CountDownLatch(1).await();
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    return thread;
  }

  static class Settle implements Runnable {
    private final boolean fails;
    private final CountDownLatch ran;

    Settle(boolean fails, CountDownLatch ran) {
      this.fails = fails;
      this.ran = ran;
    }

    @Override
    public void run() {
      ran.countDown();
      if (fails) {
        throw new IllegalStateException("no connection to the ledger");
      }
    }
  }
}
