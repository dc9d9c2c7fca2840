package io.batchmon.instrumentation.elasticjob;

import com.dangdang.ddframe.job.api.ShardingContext;
import com.dangdang.ddframe.job.api.simple.SimpleJob;
import com.dangdang.ddframe.job.config.JobCoreConfiguration;
import com.dangdang.ddframe.job.config.simple.SimpleJobConfiguration;
import com.dangdang.ddframe.job.executor.ShardingContexts;
import com.dangdang.ddframe.job.executor.handler.JobExceptionHandler;
import com.dangdang.ddframe.job.lite.api.JobScheduler;
import com.dangdang.ddframe.job.lite.api.listener.ElasticJobListener;
import com.dangdang.ddframe.job.lite.config.LiteJobConfiguration;
import com.dangdang.ddframe.job.lite.internal.schedule.JobRegistry;
import com.dangdang.ddframe.job.reg.base.CoordinatorRegistryCenter;
import com.dangdang.ddframe.job.reg.zookeeper.ZookeeperConfiguration;
import com.dangdang.ddframe.job.reg.zookeeper.ZookeeperRegistryCenter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** ElasticJob 2.0 and 2.1, which keep shards in different places. */
class ElasticJobTwoIT extends ElasticJobContract {
  private static final boolean FLOOR = "floor".equals(System.getProperty("version.line"));
  private static final Map<String, IntConsumer> BODIES = new ConcurrentHashMap<>();

  private static CoordinatorRegistryCenter registry;

  /** Made by ElasticJob of its class alone. */
  public static final class BodyJob implements SimpleJob {
    @Override
    public void execute(ShardingContext context) {
      BODIES.get(context.getJobName()).accept(context.getShardingItem());
    }
  }

  /** An error handler of the application. */
  public static final class Rethrowing implements JobExceptionHandler {
    @Override
    public void handleException(String job, Throwable cause) {
      throw new IllegalArgumentException("handled", cause);
    }
  }

  private static final class Failing implements ElasticJobListener {
    @Override
    public void beforeJobExecuted(ShardingContexts contexts) {
      throw new IllegalStateException("Not today");
    }

    @Override
    public void afterJobExecuted(ShardingContexts contexts) {}
  }

  @BeforeAll
  static void connect() throws Exception {
    registry =
        new ZookeeperRegistryCenter(new ZookeeperConfiguration(TestZooKeeper.address(), "two"));
    registry.init();
  }

  @AfterAll
  static void disconnect() {
    registry.close();
  }

  @Override
  String source(String word) {
    return FLOOR ? null : word;
  }

  @Override
  TestJob start(TestJob.Settings settings) {
    BODIES.put(settings.name(), settings.body());
    JobCoreConfiguration.Builder core =
        JobCoreConfiguration.newBuilder(settings.name(), settings.cron(), settings.shards())
            .failover(settings.failsOver())
            .misfire(true);
    if (settings.rethrows()) {
      core.jobProperties("job_exception_handler", Rethrowing.class.getName());
    }
    LiteJobConfiguration job =
        LiteJobConfiguration.newBuilder(
                new SimpleJobConfiguration(core.build(), BodyJob.class.getName()))
            .overwrite(true)
            .build();
    ElasticJobListener[] listeners =
        settings.listenerFails()
            ? new ElasticJobListener[] {new Failing()}
            : new ElasticJobListener[0];
    new JobScheduler(registry, job, listeners).init();
    return new Started(settings.name());
  }

  private record Started(String name) implements TestJob {
    private String node(int shard, String what) {
      return "/" + name + (FLOOR ? "/execution/" : "/sharding/") + shard + "/" + what;
    }

    @Override
    public void fire() {
      JobRegistry.getInstance().getJobScheduleController(name).triggerJob();
    }

    @Override
    public void pause() {
      JobRegistry.getInstance().getJobScheduleController(name).pauseJob();
    }

    @Override
    public void shardRunsElsewhere(int shard) {
      registry.persist(node(shard, "running"), "");
    }

    @Override
    public void misfire(int shard) {
      registry.persist(node(shard, "misfire"), "");
    }

    @Override
    public void failOver(int shard) {
      registry.persist(node(shard, "failover"), instance());
    }

    private String instance() {
      return FLOOR
          ? registry.getChildrenKeys("/" + name + "/servers").get(0)
          : JobRegistry.getInstance().getJobInstance(name).getJobInstanceId();
    }

    @Override
    public void assignElsewhere() {
      String path =
          FLOOR
              ? "/" + name + "/servers/" + instance() + "/sharding"
              : "/" + name + "/sharding/0/instance";
      String value = FLOOR ? "" : "192.0.2.1@-@1";
      registry.persist(path, value);
      CachedNode.awaitValue(value, () -> registry.get(path));
    }

    @Override
    public void close() {
      JobRegistry.getInstance().getJobScheduleController(name).shutdown();
    }
  }
}
