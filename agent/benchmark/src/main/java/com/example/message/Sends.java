package com.example.message;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/**
 * Sends records to the broker that the system property {@code broker.servers} names: in a thread of
 * its own, then in a Quartz job. Prints one line per block: where, ns of CPU and bytes of the
 * sending thread and of the producer's, each per record. A block ends when the broker has answered
 * all.
 */
public final class Sends {
  private static final CountDownLatch DONE = new CountDownLatch(1);
  private static final AtomicLong ACKNOWLEDGED = new AtomicLong();

  private static int records;
  private static int warmUp;
  private static int blocks;

  private Sends() {}

  /** Arguments: records per block, blocks to warm up with, blocks to measure. */
  public static void main(String[] arguments) throws Exception {
    records = Integer.parseInt(arguments[0]);
    warmUp = Integer.parseInt(arguments[1]);
    blocks = Integer.parseInt(arguments[2]);
    Thread outside = new Thread(() -> measure("outside"));
    outside.start();
    outside.join();
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "message");
    properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    properties.setProperty("org.quartz.threadPool.threadCount", "1");
    Scheduler scheduler = new StdSchedulerFactory(properties).getScheduler();
    scheduler.scheduleJob(
        JobBuilder.newJob(Sending.class).withIdentity("sends", "message").build(),
        TriggerBuilder.newTrigger().startNow().build());
    scheduler.start();
    DONE.await();
    scheduler.shutdown(true);
    System.out.println("DONE " + ACKNOWLEDGED.get());
  }

  private static void measure(String where) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", System.getProperty("broker.servers"));
    settings.put("client.id", where);
    settings.put("linger.ms", 5);
    settings.put("batch.size", 65_536);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      long network = networkThread(where);
      for (int block = 0; block < warmUp + blocks; block++) {
        long cpu = threads.getThreadCpuTime(self) + threads.getThreadCpuTime(network);
        long bytes =
            threads.getThreadAllocatedBytes(self) + threads.getThreadAllocatedBytes(network);
        send(producer);
        bytes =
            threads.getThreadAllocatedBytes(self)
                + threads.getThreadAllocatedBytes(network)
                - bytes;
        cpu = threads.getThreadCpuTime(self) + threads.getThreadCpuTime(network) - cpu;
        if (block >= warmUp) {
          System.out.println("BLOCK " + where + " " + cpu / records + " " + bytes / records);
        }
      }
    }
  }

  private static void send(KafkaProducer<String, String> producer) {
    for (int i = 0; i < records; i++) {
      Future<RecordMetadata> unused =
          producer.send(
              new ProducerRecord<>("orders", "nightly"),
              (metadata, failure) -> {
                if (failure == null) {
                  ACKNOWLEDGED.incrementAndGet();
                }
              });
    }
    producer.flush();
  }

  private static long networkThread(String client) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("kafka-producer-network-thread"))
        .filter(thread -> thread.getName().endsWith(client))
        .findFirst()
        .orElseThrow()
        .getId();
  }

  /** The job that sends. */
  public static final class Sending implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      measure("inside");
      DONE.countDown();
    }
  }
}
