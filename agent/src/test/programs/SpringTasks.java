import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/** Tasks that are handed to Spring's scheduler. */
public class SpringTasks {
  static final CountDownLatch THREE = new CountDownLatch(3);
  static final CountDownLatch ONCE = new CountDownLatch(1);

  static class Settle implements Runnable {
    @Override
    public void run() {
      THREE.countDown();
    }
  }

  public static void main(String[] args) throws Exception {
    ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
    scheduler.setWaitForTasksToCompleteOnShutdown(true);
    scheduler.setAwaitTerminationSeconds(30);
    scheduler.initialize();
    scheduler.scheduleAtFixedRate(new Settle(), Duration.ofMillis(50));
    scheduler.scheduleWithFixedDelay(() -> ONCE.countDown(), Duration.ofHours(1));
    THREE.await();
    ONCE.await();
    scheduler.shutdown();
    System.out.println("done");
  }
}
