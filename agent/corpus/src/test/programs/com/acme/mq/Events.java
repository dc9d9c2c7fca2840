package com.acme.mq;

import com.mongodb.MongoClientSettings;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import corpus.Env;
import corpus.Job;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import java.util.Collections;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.bson.Document;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPool;

/** Queues, caches and stores that are not there; reactive pipelines that fail. */
public class Events implements Job {
  // @insert

  @Override
  public String[] bugs() {
    return new String[] {
      "redis-refused",
      "reactor-map",
      "redis-pool-refused",
      "mongo-refused",
      "kafka-admin",
      "kafka-producer",
      "kafka-config",
      "kafka-no-group",
      "kafka-serializer",
      "netty-refused",
      "reactor-timeout",
      "reactor-empty",
      "reactor-async",
      "reactor-checked",
      "reactor-flat-map",
      "mongo-bad-url",
      "mongo-bad-name",
      "redis-host",
      "kafka-bad-url",
    };
  }

  @Override
  public void run(String bug, Env env) throws Exception {
    switch (bug) {
      case "redis-refused":
        try (Jedis jedis = new Jedis(env.host(), env.closedPort())) {
          jedis.get(env.id());
        }
        break;
      case "redis-host":
        try (Jedis jedis = new Jedis(env.id() + ".invalid", 6379)) {
          jedis.get(env.id());
        }
        break;
      case "redis-pool-refused":
        try (JedisPool pool = new JedisPool(env.host(), env.closedPort())) {
          pool.getResource().close();
        }
        break;
      case "mongo-refused":
        mongo(env);
        break;
      case "mongo-bad-url":
        MongoClients.create("mongo://" + env.id()).close();
        break;
      case "mongo-bad-name":
        new com.mongodb.MongoNamespace("");
        break;
      case "kafka-admin":
        try (Admin admin = Admin.create(kafka(env))) {
          admin.listTopics().names().get();
        }
        break;
      case "kafka-producer":
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(kafka(env))) {
          producer.send(new ProducerRecord<>("t" + env.id(), "x")).get();
        }
        break;
      case "kafka-config":
        Properties bad = kafka(env);
        bad.put("retries", "x" + env.id());
        new KafkaProducer<String, String>(bad).close();
        break;
      case "kafka-bad-url":
        Properties none = kafka(env);
        none.put("bootstrap.servers", env.id());
        new KafkaProducer<String, String>(none).close();
        break;
      case "kafka-no-group":
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(kafka(env))) {
          consumer.subscribe(Collections.singleton("t" + env.id()));
          consumer.poll(Duration.ofMillis(10));
        }
        break;
      case "kafka-serializer":
        new org.apache.kafka.common.serialization.IntegerDeserializer()
            .deserialize("t" + env.id(), new byte[3]);
        break;
      case "netty-refused":
        netty(env);
        break;
      case "reactor-map":
        Mono.just("x" + env.id()).map(text -> Integer.valueOf(text)).block();
        break;
      case "reactor-flat-map":
        Flux.just("1", "x" + env.id())
            .flatMap(text -> Mono.fromCallable(() -> amount(text)))
            .collectList()
            .block();
        break;
      case "reactor-async":
        Mono.just("x" + env.id())
            .publishOn(Schedulers.parallel())
            .map(text -> amount(text))
            .block();
        break;
      case "reactor-checked":
        Mono.fromCallable(() -> fail(env.id())).block();
        break;
      case "reactor-timeout":
        Mono.never().timeout(Duration.ofMillis(20)).block();
        break;
      case "reactor-empty":
        Flux.empty().single().block();
        break;
      default:
        break;
    }
  }

  private Integer amount(String text) {
    return Integer.valueOf(text);
  }

  private Object fail(String id) throws Exception {
    throw new java.io.IOException("Feed " + id + " is gone");
  }

  private Properties kafka(Env env) throws Exception {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", env.host() + ":" + env.closedPort());
    properties.put("default.api.timeout.ms", "200");
    properties.put("request.timeout.ms", "100");
    properties.put("max.block.ms", "150");
    String strings = "org.apache.kafka.common.serialization.String";
    properties.put("key.serializer", strings + "Serializer");
    properties.put("value.serializer", strings + "Serializer");
    properties.put("key.deserializer", strings + "Deserializer");
    properties.put("value.deserializer", strings + "Deserializer");
    return properties;
  }

  private void mongo(Env env) throws Exception {
    int port = env.closedPort();
    String host = env.host();
    MongoClientSettings settings =
        MongoClientSettings.builder()
            .applyToClusterSettings(
                b ->
                    b.hosts(Collections.singletonList(new ServerAddress(host, port)))
                        .serverSelectionTimeout(150, TimeUnit.MILLISECONDS))
            .build();
    try (MongoClient client = MongoClients.create(settings)) {
      client.getDatabase("orders").getCollection("c").insertOne(new Document("id", env.id()));
    }
  }

  private void netty(Env env) throws Exception {
    NioEventLoopGroup group = new NioEventLoopGroup(1);
    try {
      new Bootstrap()
          .group(group)
          .channel(NioSocketChannel.class)
          .handler(
              new ChannelInitializer<SocketChannel>() {
                @Override
                protected void initChannel(SocketChannel channel) {}
              })
          .connect(env.host(), env.closedPort())
          .sync();
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.MILLISECONDS);
    }
  }
}
