import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.scheduledexecutor.IScheduledExecutorService;
import com.hazelcast.scheduledexecutor.TaskUtils;
import java.io.Serializable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogManager;

/** A Hazelcast member with a task that succeeds and one that fails. */
public class HazelcastJobs {
  static class Good implements Runnable, Serializable {
    @Override
    public void run() {}
  }

  static class Bad implements Runnable, Serializable {
    @Override
    public void run() {
      throw new IllegalStateException("no connection to orders");
    }
  }

  public static void main(String[] args) throws Exception {
    LogManager.getLogManager().reset();
    Config config = new Config();
    config.setProperty("hazelcast.logging.type", "none");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.socket.bind.any", "false");
    config.setProperty("hazelcast.local.localAddress", "127.0.0.1");
    config.setProperty("hazelcast.partition.count", "3");
    config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
    config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    HazelcastInstance member = Hazelcast.newHazelcastInstance(config);
    IScheduledExecutorService executor = member.getScheduledExecutorService("nightly");
    executor.schedule(TaskUtils.named("good", new Good()), 1, TimeUnit.MILLISECONDS).get();
    try {
      executor.schedule(TaskUtils.named("bad", new Bad()), 1, TimeUnit.MILLISECONDS).get();
    } catch (ExecutionException failure) {
      System.out.println(failure.getCause().getMessage());
    }
    member.shutdown();
    System.out.println("done");
  }
}
