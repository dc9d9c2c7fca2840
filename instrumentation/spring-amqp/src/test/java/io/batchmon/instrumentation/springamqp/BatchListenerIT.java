package io.batchmon.instrumentation.springamqp;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.RunKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.api.ChannelAwareBatchMessageListener;

/** Listeners that are given several messages at once, which the floor does not have. */
class BatchListenerIT {
  private static final String ONE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final String OTHER = "00-1bf7651916cd43dd8448eb211c80319c-c7ad6b7169203331-01";

  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new WithTheClient());

  @TempDir static Path directory;

  private static Shop shop;

  private final BlockingQueue<Object> given = new LinkedBlockingQueue<>();

  @BeforeAll
  static void start() throws Exception {
    shop = new Shop(directory);
  }

  @AfterAll
  static void stop() throws Exception {
    shop.close();
  }

  private SimpleMessageListenerContainer listen(String queue, int size, boolean fails) {
    SimpleMessageListenerContainer container =
        new SimpleMessageListenerContainer(shop.connections());
    container.setConsumerBatchEnabled(true);
    container.setBatchSize(size);
    container.setPrefetchCount(size);
    container.setReceiveTimeout(5_000);
    container.setDefaultRequeueRejected(false);
    shop.listen(
        container,
        queue,
        new ChannelAwareBatchMessageListener() {
          @Override
          public void onMessageBatch(List<Message> messages, Channel channel) {
            given.add(messages.stream().map(Shop::textOf).toList());
            if (fails) {
              throw new IllegalStateException("no stock");
            }
          }
        });
    return container;
  }

  private static RunAssert isOf(RunAssert run, String queue, long count) {
    return run.is(RunKind.REQUEST, "rabbitmq", null, "process " + queue)
        .hasAttribute("messaging.system", "rabbitmq")
        .hasAttribute("messaging.operation.type", "process")
        .hasAttribute("messaging.operation.name", "process")
        .hasAttribute("messaging.destination.name", queue)
        .hasAttribute("messaging.batch.message_count", count)
        .isOutermost();
  }

  @Test
  void batchIsOneRunWithLinksToTheTracesOfItsMessages() throws Exception {
    shop.send("batch", "a book", Map.of("traceparent", ONE));
    shop.send("batch", "a pen", Map.of());
    shop.send("batch", "ink", Map.of("traceparent", OTHER));
    shop.send("batch", "a desk", Map.of("traceparent", ONE));
    SimpleMessageListenerContainer container = listen("batch", 4, false);
    try {
      assertThat(given.poll(60, TimeUnit.SECONDS))
          .isEqualTo(List.of("a book", "a pen", "ink", "a desk"));
      RunAssert run = isOf(runs.take(), "batch", 4).succeeded();
      assertThat(run.run().links()).containsExactly(ONE, OTHER);
      assertThat(run.run().headers()).isNull();
    } finally {
      container.stop();
    }
  }

  @Test
  void batchThatFailsIsAFailedRun() throws Exception {
    shop.send("bad-batch", "a book", Map.of());
    SimpleMessageListenerContainer container = listen("bad-batch", 1, true);
    try {
      isOf(runs.take(), "bad-batch", 1).failedWith(IllegalStateException.class, "no stock");
    } finally {
      container.stop();
    }
  }
}
