package io.batchmon.instrumentation.elasticjob;

import org.apache.shardingsphere.elasticjob.api.JobConfiguration;
import org.apache.shardingsphere.elasticjob.lite.api.bootstrap.impl.OneOffJobBootstrap;
import org.apache.shardingsphere.elasticjob.lite.api.bootstrap.impl.ScheduleJobBootstrap;
import org.apache.shardingsphere.elasticjob.lite.internal.schedule.JobRegistry;
import org.apache.shardingsphere.elasticjob.reg.base.CoordinatorRegistryCenter;
import org.apache.shardingsphere.elasticjob.reg.zookeeper.ZookeeperConfiguration;
import org.apache.shardingsphere.elasticjob.reg.zookeeper.ZookeeperRegistryCenter;
import org.apache.shardingsphere.elasticjob.simple.job.SimpleJob;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** ElasticJob 3. */
class ElasticJobThreeIT extends ElasticJobContract {
  private static CoordinatorRegistryCenter registry;

  @BeforeAll
  static void connect() throws Exception {
    ZookeeperConfiguration configuration =
        new ZookeeperConfiguration(TestZooKeeper.address(), "three");
    registry = new ZookeeperRegistryCenter(configuration);
    registry.init();
  }

  @AfterAll
  static void disconnect() {
    registry.close();
  }

  @Override
  String source(String word) {
    return word;
  }

  @Override
  TestJob start(TestJob.Settings settings) {
    JobConfiguration.Builder job =
        JobConfiguration.newBuilder(settings.name(), settings.shards())
            .overwrite(true)
            .failover(settings.failsOver())
            .misfire(true)
            .jobErrorHandlerType(settings.rethrows() ? "THROW" : "LOG");
    if (settings.listenerFails()) {
      job.jobListenerTypes(FailingListener.TYPE);
    }
    SimpleJob body = context -> settings.body().accept(context.getShardingItem());
    if (settings.cron().startsWith("*")) {
      new ScheduleJobBootstrap(registry, body, job.cron(settings.cron()).build()).schedule();
      return new Started(settings.name(), null);
    }
    return new Started(settings.name(), new OneOffJobBootstrap(registry, body, job.build()));
  }

  private record Started(String name, OneOffJobBootstrap bootstrap) implements TestJob {
    @Override
    public void fire() {
      bootstrap.execute();
    }

    @Override
    public void pause() {
      JobRegistry.getInstance().getJobScheduleController(name).pauseJob();
    }

    @Override
    public void shardRunsElsewhere(int shard) {
      registry.persist("/" + name + "/sharding/" + shard + "/running", "");
    }

    @Override
    public void misfire(int shard) {
      registry.persist("/" + name + "/sharding/" + shard + "/misfire", "");
    }

    @Override
    public void failOver(int shard) {
      String instance = JobRegistry.getInstance().getJobInstance(name).getJobInstanceId();
      registry.persist("/" + name + "/sharding/" + shard + "/failover", instance);
    }

    @Override
    public void assignElsewhere() {
      String path = "/" + name + "/sharding/0/instance";
      registry.persist(path, "192.0.2.1@-@1");
      CachedNode.awaitValue("192.0.2.1@-@1", () -> registry.get(path));
    }

    @Override
    public void close() {
      JobRegistry.getInstance().shutdown(name);
    }
  }
}
