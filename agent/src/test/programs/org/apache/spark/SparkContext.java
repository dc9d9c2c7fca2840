package org.apache.spark;

import io.netty.bootstrap.ServerBootstrap;

/**
 * As much of Spark's class as the agent looks at; it listens for its executors as that one does.
 */
public class SparkContext {
  private final ServerBootstrap server = new ServerBootstrap();

  public SparkContext() {
    postApplicationStart();
  }

  public String applicationId() {
    return "local-1";
  }

  public String appName() {
    return "settlement " + server.config().options().size();
  }

  private void postApplicationStart() {}
}
