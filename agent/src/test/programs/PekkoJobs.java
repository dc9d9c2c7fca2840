import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.actor.ActorSystem;

/** An actor system whose scheduler has a task that succeeds and one that fails. */
public class PekkoJobs {
  static final CountDownLatch LEFT = new CountDownLatch(2);

  static class Good implements Runnable {
    @Override
    public void run() {
      LEFT.countDown();
    }
  }

  static class Bad implements Runnable {
    @Override
    public void run() {
      LEFT.countDown();
      throw new IllegalStateException("no connection to orders");
    }
  }

  public static void main(String[] args) throws Exception {
    ActorSystem actors =
        ActorSystem.create(
            "night",
            ConfigFactory.parseString("pekko.loglevel=OFF, pekko.stdout-loglevel=OFF")
                .withFallback(ConfigFactory.load()));
    Duration hour = Duration.ofHours(1);
    actors.scheduler().scheduleAtFixedRate(Duration.ZERO, hour, new Good(), actors.dispatcher());
    actors.scheduler().scheduleAtFixedRate(Duration.ZERO, hour, new Bad(), actors.dispatcher());
    LEFT.await();
    actors.terminate();
    actors.getWhenTerminated().toCompletableFuture().get();
    System.out.println("done");
  }
}
