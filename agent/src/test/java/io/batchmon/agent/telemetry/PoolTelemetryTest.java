package io.batchmon.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.run.Clock;
import io.batchmon.agent.run.Pools;
import io.batchmon.agent.run.UnreadFailures;
import io.batchmon.standin.ReceivedEvent;
import io.batchmon.standin.ReceivedMetric;
import io.batchmon.standin.StandInCollector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pools and swallowed exceptions as they arrive at a collector. */
class PoolTelemetryTest {
  private final UnreadFailures unread = new UnreadFailures(Clock.SYSTEM);
  private final Pools pools = new Pools(unread);
  private StandInCollector collector;
  private Telemetry telemetry;

  @BeforeEach
  void start() throws IOException {
    collector = StandInCollector.start();
    AgentLog log = AgentLog.to(System.err);
    Settings settings = TestRuns.settings(log, "otel.exporter.otlp.endpoint", collector.endpoint());
    telemetry = new Telemetry(settings, log, Clock.SYSTEM, text -> text.replace("hunter2", "***"));
    telemetry.listenTo(pools, unread);
  }

  @AfterEach
  void close() {
    collector.close();
  }

  private ThreadPoolExecutor pool(String worker) throws InterruptedException {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            0,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Executors.defaultThreadFactory());
    Thread thread =
        new Thread(
            () -> {
              pools.workerStarted(pool);
              pools.workerEnded(pool, new IllegalStateException());
            },
            worker);
    thread.start();
    thread.join();
    return pool;
  }

  private void flush() {
    telemetry.start();
    assertThat(telemetry.flush(30_000_000_000L).isComplete()).isTrue();
  }

  private List<ReceivedMetric> points(String name) {
    return collector.metrics().stream().filter(point -> point.name().equals(name)).toList();
  }

  @Test
  void poolsOfOneNameAreOnePoint() throws InterruptedException {
    ThreadPoolExecutor first = pool("import-1");
    ThreadPoolExecutor second = pool("import-2");
    assertThat(first.getQueue().add(() -> {})).isTrue();
    assertThat(second.getQueue().add(() -> {})).isTrue();
    flush();

    assertThat(points("batch.queue.waiting"))
        .singleElement()
        .satisfies(
            point -> {
              assertThat(point.value()).isEqualTo(2);
              assertThat(point.attributes()).containsEntry("batch.queue.name", "import");
            });
    assertThat(points("batch.queue.active")).hasSize(1);
    assertThat(points("batch.queue.completed")).hasSize(1);
    assertThat(points("batch.queue.failed"))
        .singleElement()
        .satisfies(point -> assertThat(point.value()).isEqualTo(2));
  }

  @Test
  void poolsBeyondTheLimitAreVisible() throws InterruptedException {
    List<ThreadPoolExecutor> kept = new ArrayList<>();
    for (int i = 0; i < 102; i++) {
      kept.add(pool("pool-" + i + "-thread-1"));
    }
    flush();

    assertThat(points("batch.queue.failed")).hasSize(101);
    assertThat(points("batch.queue.failed"))
        .filteredOn(point -> point.attributes().containsKey("otel.metric.overflow"))
        .singleElement()
        .satisfies(point -> assertThat(point.value()).isEqualTo(2));
    assertThat(kept).hasSize(102);
  }

  @Test
  void swallowedExceptionIsAnEventWithoutSecrets() {
    FutureTask<Object> task = new FutureTask<>(() -> 1);
    pools.taskFailed(
        task, new RuntimeException("outer", new IllegalStateException("password hunter2")));
    flush();

    assertThat(collector.events()).singleElement().satisfies(PoolTelemetryTest::isTheSwallowedOne);
    assertThat(points("batch.queue.swallowed"))
        .singleElement()
        .satisfies(point -> assertThat(point.value()).isEqualTo(1));
    assertThat(task.isDone()).isFalse();
  }

  private static void isTheSwallowedOne(ReceivedEvent event) {
    assertThat(event.name()).isEqualTo("batch.task.failed");
    assertThat(event.attributes())
        .containsEntry("exception.type", "java.lang.IllegalStateException")
        .containsEntry("exception.message", "password ***");
    assertThat(event.toString()).contains("outer").doesNotContain("hunter2");
  }
}
