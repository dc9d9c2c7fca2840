package io.batchmon.instrumentation.elasticjob;

import org.apache.shardingsphere.elasticjob.infra.listener.ElasticJobListener;
import org.apache.shardingsphere.elasticjob.infra.listener.ShardingContexts;

/** A listener of the application that lets no job of ElasticJob 3 begin. */
public final class FailingListener implements ElasticJobListener {
  static final String TYPE = "failing";

  @Override
  public void beforeJobExecuted(ShardingContexts contexts) {
    throw new IllegalStateException("Not today");
  }

  @Override
  public void afterJobExecuted(ShardingContexts contexts) {}

  @Override
  public String getType() {
    return TYPE;
  }
}
