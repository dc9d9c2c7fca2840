import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Executors and timers as applications use them; the argument says how. */
public class PoolTasks {
  static class Settle implements Runnable {
    @Override
    public void run() {
      System.out.println("settling");
      throw new IllegalStateException("no disk");
    }
  }

  static class Poll extends TimerTask {
    @Override
    public void run() {
      System.out.println("polling");
      throw new IllegalStateException("no mail");
    }
  }

  static class Clean extends TimerTask {
    @Override
    public void run() {}
  }

  static class Export implements Callable<String> {
    @Override
    public String call() {
      throw new IllegalStateException("no space");
    }
  }

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "dies":
        periodicTaskThatThrows();
        break;
      case "timer":
        timerThatIsKilled();
        break;
      case "lives":
        periodicTaskThatKeepsTheJvm();
        return;
      case "works":
        periodicTaskThatKeepsTheJvm();
        new CountDownLatch(1).await();
        break;
      case "swallows":
        exceptionThatNobodyAsksFor();
        break;
      case "forkjoin":
        scheduledOnAForkJoinPool();
        break;
      case "stopped":
        stoppedForkJoinPool();
        break;
      default:
        quiet();
    }
    System.out.println("done");
  }

  static void periodicTaskThatThrows() throws Exception {
    ScheduledExecutorService executor = Executors.newScheduledThreadPool(1);
    final CountDownLatch lambda = new CountDownLatch(2);
    executor.scheduleAtFixedRate(new Settle(), 0, 1, TimeUnit.MILLISECONDS);
    executor.scheduleWithFixedDelay(() -> lambda.countDown(), 0, 20, TimeUnit.MILLISECONDS);
    lambda.await();
    executor.shutdown();
    executor.awaitTermination(30, TimeUnit.SECONDS);
  }

  static void periodicTaskThatKeepsTheJvm() {
    final CountDownLatch twice = new CountDownLatch(2);
    final CountDownLatch never = new CountDownLatch(1);
    final ScheduledExecutorService executor = Executors.newScheduledThreadPool(1);
    // why: once this has the only thread, no run of the other is open
    final Callable<Void> last =
        () -> {
          System.out.println("ready");
          never.await();
          return null;
        };
    executor.scheduleAtFixedRate(
        () -> {
          if (twice.getCount() == 1) {
            executor.submit(last);
          }
          twice.countDown();
        },
        100,
        100,
        TimeUnit.MILLISECONDS);
  }

  static void timerThatIsKilled() throws Exception {
    Timer timer = new Timer("mail");
    timer.schedule(new Clean(), 3600000, 60000);
    timer.schedule(new Poll(), 0, 1000);
    // the thread ends with its exception
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("mail")) {
        thread.join();
      }
    }
  }

  static void exceptionThatNobodyAsksFor() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(2);
    executor.submit(new Export());
    try {
      executor.submit(new Export()).get();
    } catch (java.util.concurrent.ExecutionException read) {
      System.out.println("read");
    }
    for (int i = 0; i < 5; i++) {
      executor.submit(() -> "fine").get();
    }
    executor.shutdown();
    executor.awaitTermination(30, TimeUnit.SECONDS);
  }

  // a cast, as only the pool of JDK 25 is one
  static void scheduledOnAForkJoinPool() throws Exception {
    ForkJoinPool pool = new ForkJoinPool(1);
    ScheduledExecutorService scheduler = (ScheduledExecutorService) (Object) pool;
    try {
      scheduler.scheduleAtFixedRate(new Settle(), 0, 1, TimeUnit.MILLISECONDS).get();
    } catch (java.util.concurrent.ExecutionException read) {
      System.out.println("read");
    }
    pool.shutdown();
    pool.awaitTermination(30, TimeUnit.SECONDS);
  }

  static void stoppedForkJoinPool() throws Exception {
    ForkJoinPool pool = new ForkJoinPool(1);
    ScheduledExecutorService scheduler = (ScheduledExecutorService) (Object) pool;
    final CountDownLatch running = new CountDownLatch(1);
    scheduler.scheduleAtFixedRate(() -> waitForever(running), 0, 1, TimeUnit.MILLISECONDS);
    running.await();
    pool.shutdownNow();
    pool.awaitTermination(30, TimeUnit.SECONDS);
  }

  static void waitForever(CountDownLatch running) {
    running.countDown();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException("interrupted", stopped);
    }
  }

  static void quiet() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(1);
    System.out.println(executor.submit(() -> "fine").get());
    executor.shutdown();
    executor.awaitTermination(30, TimeUnit.SECONDS);
  }
}
