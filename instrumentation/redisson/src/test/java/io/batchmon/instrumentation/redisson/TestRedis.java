package io.batchmon.instrumentation.redisson;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.codec.SerializationCodec;
import org.redisson.config.Config;
import redis.embedded.RedisServer;

/** A real Redis, and a client of it. */
record TestRedis(RedisServer redis, RedissonClient client) implements AutoCloseable {
  static TestRedis start() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    RedisServer redis =
        RedisServer.newRedisServer()
            .port(port)
            .setting("bind 127.0.0.1")
            .setting("save \"\"")
            .build();
    redis.start();
    Config config = new Config();
    config.setCodec(new SerializationCodec());
    config
        .useSingleServer()
        .setAddress("redis://127.0.0.1:" + port)
        .setConnectionMinimumIdleSize(2)
        .setConnectionPoolSize(64);
    return new TestRedis(redis, Redisson.create(config));
  }

  @Override
  public void close() throws IOException {
    client.shutdown(0, 1, TimeUnit.SECONDS);
    redis.stop();
  }
}
