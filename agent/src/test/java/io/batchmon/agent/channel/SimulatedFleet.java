package io.batchmon.agent.channel;

import io.batchmon.agent.alert.AlertChannel;
import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.Delivery;
import io.batchmon.agent.alert.Incident;
import io.batchmon.agent.alert.Messages;
import io.batchmon.agent.alert.Reason;
import io.batchmon.agent.alert.Thrown;
import io.batchmon.agent.alert.TickingClock;
import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.run.Clock;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * JVMs in which one job fails for one cause, each with a host, an engine and an Alertmanager
 * channel of its own: they differ in nothing from agents but that they share this JVM. Renewals
 * take place every two seconds instead of every minute.
 */
final class SimulatedFleet implements AutoCloseable {
  static final Duration RENEW = Duration.ofSeconds(2);
  static final Duration LEASE = RENEW.multipliedBy(3);

  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(
          48,
          work -> {
            Thread thread = new Thread(work, "simulated-agent");
            thread.setDaemon(true);
            return thread;
          });
  private final JobRun run;
  private final Random random;
  private final List<Agent> agents = new ArrayList<>();
  private final List<Long> postNanos = new ArrayList<>();
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private int failedDeliveries;

  SimulatedFleet(int size, String job, List<String> urls) {
    run = JobRun.of(RunKind.JOB, JobName.of("quartz", "fleet", job));
    random = new Random(20261121);
    AgentLog log = AgentLog.to(new PrintStream(stderr, true, StandardCharsets.UTF_8));
    for (int i = 0; i < size; i++) {
      agents.add(new Agent("batch-" + i, urls, log, new Random(i)));
    }
  }

  /** As the label {@code job} shows it. */
  String job() {
    return run.name().display();
  }

  /** The job fails in all JVMs, at random times within this one. */
  CountDownLatch failWithin(Duration time) {
    CountDownLatch left = new CountDownLatch(agents.size());
    for (Agent agent : agents) {
      later(time, left, agent::fail);
    }
    return left;
  }

  /** The job succeeds in all JVMs, at random times within this one. */
  CountDownLatch recoverWithin(Duration time) {
    CountDownLatch left = new CountDownLatch(agents.size());
    for (Agent agent : agents) {
      later(time, left, agent::recover);
    }
    return left;
  }

  /** One of the JVMs has failed often enough. */
  void escalateOne() {
    agents.get(0).escalate();
  }

  private void later(Duration within, CountDownLatch left, Runnable what) {
    long millis = (long) (random.nextDouble() * within.toMillis());
    schedule(
        () -> {
          try {
            what.run();
          } finally {
            left.countDown();
          }
        },
        millis);
  }

  private void schedule(Runnable what, long millis) {
    Future<?> unused =
        threads.schedule(
            () -> {
              try {
                what.run();
              } catch (Throwable failure) {
                failures.add(failure);
              }
            },
            millis,
            TimeUnit.MILLISECONDS);
  }

  /** What no agent may throw. */
  Collection<Throwable> failures() {
    return failures;
  }

  synchronized int failedDeliveries() {
    return failedDeliveries;
  }

  private synchronized void posted(long nanos, Delivery delivery) {
    postNanos.add(nanos);
    if (delivery.state() != Delivery.State.DELIVERED) {
      failedDeliveries++;
    }
  }

  /** How long it took until a message was at the nodes. */
  synchronized String costs() {
    long[] sorted = postNanos.stream().mapToLong(Long::longValue).sorted().toArray();
    return "%d posts, median %.1f ms, p99 %.1f ms, most %.1f ms"
        .formatted(
            sorted.length,
            sorted[sorted.length / 2] / 1e6,
            sorted[sorted.length * 99 / 100] / 1e6,
            sorted[sorted.length - 1] / 1e6);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** One JVM. */
  private final class Agent {
    private final TickingClock time = new TickingClock();
    private final Messages messages;
    private final Alertmanager channel;
    private List<Incident> open = List.of();
    private long nextMillis = AlertChannel.NEVER;

    Agent(String host, List<String> urls, AgentLog log, Random random) {
      messages = Messages.of(time, Map.of(), "settlement", "production", host);
      channel =
          new Alertmanager(
              new AlertmanagerNodes(urls, Map.of(), 2000, Clock.SYSTEM),
              RENEW.toMillis(),
              UnaryOperator.identity(),
              log,
              Clock.SYSTEM,
              random);
    }

    // a run takes a second of this clock
    private void untilNow() {
      long behind = System.currentTimeMillis() - time.currentMillis() - 1000;
      if (behind > 0) {
        time.advance(Duration.ofMillis(behind));
      }
    }

    synchronized void fail() {
      untilNow();
      AlertMessage message = messages.failed(run, RunResult.failed(Thrown.badFile()));
      open = List.of(message.incident());
      deliver(message);
    }

    synchronized void escalate() {
      for (AlertMessage message = null; message == null || message.reason() != Reason.ESCALATED; ) {
        message = messages.failed(run, RunResult.failed(Thrown.badFile()));
        if (message != null) {
          open = List.of(message.incident());
          deliver(message);
        }
      }
    }

    synchronized void recover() {
      AlertMessage message = messages.recovered(run);
      open = List.of();
      deliver(message);
    }

    // as AlertSender does: what an engine did not take is left to the next renewal
    private void deliver(AlertMessage message) {
      long start = System.nanoTime();
      Delivery delivery = channel.deliver(message);
      posted(System.nanoTime() - start, delivery);
      keepAlive();
    }

    private synchronized void keepAlive() {
      long now = System.currentTimeMillis();
      long next = channel.keepAlive(open, now);
      if (next != nextMillis && next != AlertChannel.NEVER) {
        schedule(this::keepAlive, Math.max(0, next - now));
      }
      nextMillis = next;
    }
  }
}
