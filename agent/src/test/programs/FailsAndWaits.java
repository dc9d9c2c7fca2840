import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A periodic task that works, fails or hangs, in a JVM that then stays, or ends if told to. */
public class FailsAndWaits {
  public static void main(String[] args) throws Exception {
    CountDownLatch ran = new CountDownLatch(1);
    ScheduledExecutorService pool =
        Executors.newSingleThreadScheduledExecutor(FailsAndWaits::daemon);
    pool.scheduleAtFixedRate(new Settle(args[0], ran), 0, 1, TimeUnit.DAYS);
    ran.await();
    if (!args[0].equals("hangs")) {
      // why: the pool's only thread takes this up when it is done with the run
      pool.submit(() -> {}).get();
    }
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
    private final String what;
    private final CountDownLatch ran;

    Settle(String what, CountDownLatch ran) {
      this.what = what;
      this.ran = ran;
    }

    @Override
    public void run() {
      ran.countDown();
      if (what.equals("hangs")) {
        hang();
      }
      if (what.equals("fails")) {
        throw new IllegalStateException("no connection to the ledger");
      }
    }

    private static void hang() {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
