package io.batchmon.instrumentation.elasticjob;

import java.util.function.IntConsumer;

/** A job of the ElasticJob under test, which fires when it is told to. */
interface TestJob extends AutoCloseable {
  /** What a test asks of its job. */
  record Settings(
      String name,
      String cron,
      int shards,
      boolean rethrows,
      boolean listenerFails,
      boolean failsOver,
      IntConsumer body) {
    static Settings of(String name, int shards, IntConsumer body) {
      return new Settings(name, "0 0 0 1 1 ? 2099", shards, false, false, false, body);
    }

    Settings cron(String expression) {
      return new Settings(name, expression, shards, rethrows, listenerFails, failsOver, body);
    }

    Settings rethrowing() {
      return new Settings(name, cron, shards, true, listenerFails, failsOver, body);
    }

    Settings failingOver() {
      return new Settings(name, cron, shards, rethrows, listenerFails, true, body);
    }

    Settings failingListener() {
      return new Settings(name, cron, shards, rethrows, true, failsOver, body);
    }
  }

  void fire();

  void pause();

  /** As if another instance of the application still worked on this shard. */
  void shardRunsElsewhere(int shard);

  /** As if the next firing had been due while this shard ran. */
  void misfire(int shard);

  /** As if the instance that this shard belonged to had crashed, and this one had taken it over. */
  void failOver(int shard);

  /** The only shard is another instance's from now on. */
  void assignElsewhere();

  @Override
  void close();
}
