package io.batchmon.instrumentation.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What each firing of a timer or a scheduler becomes in a real Camel context. */
class CamelIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new CamelInstrumentation());

  private static final String ONCE = "?delay=1&repeatCount=1";
  private static final String TWICE = "?delay=1&period=20&repeatCount=2";

  private static final boolean WAITS_FOR_THE_END =
      !System.getProperty("version.line", "newest").equals("newest");

  private DefaultCamelContext camel;

  @BeforeEach
  void create() {
    camel = new DefaultCamelContext();
    camel.disableJMX();
  }

  @AfterEach
  void stop() throws Exception {
    camel.stop();
  }

  private void start(RouteBuilder route) throws Exception {
    camel.addRoutes(route);
    camel.start();
  }

  private static RunAssert take(String name, String trigger) {
    RunAssert taken = runs.take();
    assertThat(taken.run().isByScheduler()).isTrue();
    return taken.isJob("camel", null, name).hasTrigger(trigger).hasAttempt(1).isOutermost();
  }

  @Test
  void firingOfATimerIsARunOfItsRoute() throws Exception {
    BlockingQueue<String> exchanges = new LinkedBlockingQueue<>();
    long before = System.currentTimeMillis();
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("timer:nightly?delay=1&period=20&repeatCount=2&fixedRate=true")
                .routeId("invoices")
                .process(exchange -> exchanges.add(exchange.getExchangeId()));
          }
        });

    RunAssert first = take("invoices", "timer:nightly").succeeded().hasStatus(null);
    RunAssert second = take("invoices", "timer:nightly").succeeded();

    assertThat(first.run().instanceId()).isEqualTo(exchanges.poll(30, TimeUnit.SECONDS));
    assertThat(second.run().instanceId()).isEqualTo(exchanges.poll(30, TimeUnit.SECONDS));
    assertThat(first.run().schedule()).isEqualTo("every 20 ms");
    assertThat(first.run().scheduledMillis()).isBetween(before, System.currentTimeMillis());
    assertThat(first.run().nextMillis()).isEqualTo(first.run().scheduledMillis() + 20);
    assertThat(second.run().scheduledMillis()).isEqualTo(first.run().nextMillis());
    assertThat(second.run().nextMillis()).as("repeated no more").isEqualTo(JobRun.NO_TIME);
  }

  @Test
  void routeWithoutAnIdIsCalledAfterItsTimer() throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("timer://cleanup" + ONCE).process(exchange -> {});
          }
        });

    take("timer:cleanup", "timer:cleanup").succeeded();
  }

  @Test
  void failureThatCamelOnlyLogsIsAFailedRunAndTheTimerGoesOn() throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("timer:imports" + TWICE)
                .routeId("imports")
                .process(
                    exchange -> {
                      throw new IllegalStateException("Bad file");
                    });
          }
        });

    RunAssert first = take("imports", "timer:imports");
    first.failedWith(IllegalStateException.class, "Bad file").hasStatus(null).diedWith(null);
    take("imports", "timer:imports").failedWith(IllegalStateException.class, "Bad file");
  }

  @Test
  void failureThatTheRouteHandlesIsNone() throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            onException(IllegalStateException.class).handled(true);
            from("timer:imports" + ONCE)
                .routeId("imports")
                .process(
                    exchange -> {
                      throw new IllegalStateException("Bad file");
                    });
          }
        });

    RunAssert taken = take("imports", "timer:imports").succeeded().hasStatus("Handled");

    assertThat(taken.result().reason())
        .isEqualTo("the route handled a java.lang.IllegalStateException");
  }

  @Test
  void redeliveryIsAPartOfTheRun() throws Exception {
    AtomicInteger deliveries = new AtomicInteger();
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            onException(IllegalStateException.class).maximumRedeliveries(1).redeliveryDelay(0);
            from("timer:imports" + TWICE)
                .routeId("imports")
                .process(
                    exchange -> {
                      if (deliveries.incrementAndGet() != 2) {
                        throw new IllegalStateException("Bad file " + deliveries);
                      }
                    });
          }
        });

    take("imports", "timer:imports").succeeded();
    take("imports", "timer:imports").failedWith(IllegalStateException.class, "Bad file 4");
    assertThat(deliveries).hasValue(4);
  }

  @Test
  void exchangeThatIsMarkedToBeRolledBackHasFailed() throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("timer:payments" + ONCE).routeId("payments").markRollbackOnly();
          }
        });

    take("payments", "timer:payments")
        .failed("marked to be rolled back", "RollbackOnly")
        .hasStatus("RollbackOnly");
  }

  @Test
  void whatIsSplitOffIsNoRun() throws Exception {
    AtomicInteger parts = new AtomicInteger();
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("timer:letters" + ONCE)
                .routeId("letters")
                .process(exchange -> exchange.getIn().setBody(List.of("a", "b", "c")))
                .split(body())
                .process(exchange -> parts.incrementAndGet());
          }
        });

    take("letters", "timer:letters").succeeded();
    assertThat(parts).hasValue(3);
  }

  @Test
  void runEndsInTheThreadInWhichItsExchangeEnds() throws Exception {
    AtomicReference<Thread> worker = new AtomicReference<>();
    // why: a Timer of Camel 2 or 3.0 waits for the exchange; one of 4 goes on, so the two overlap
    CountDownLatch together = new CountDownLatch(WAITS_FOR_THE_END ? 0 : 2);
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("timer:handover" + TWICE)
                .routeId("handover")
                .threads(2)
                .process(
                    exchange -> {
                      worker.set(Thread.currentThread());
                      together.countDown();
                      assertThat(together.await(30, TimeUnit.SECONDS)).isTrue();
                      throw new IllegalStateException("Bad file");
                    });
          }
        });

    take("handover", "timer:handover").failedWith(IllegalStateException.class, "Bad file");
    take("handover", "timer:handover").failedWith(IllegalStateException.class, "Bad file");
    assertThat(worker.get().getName()).contains("Threads").doesNotContain("timer:");
  }

  @Test
  void runIsCurrentInItsThreadAndLeavesNothingBehind() throws Exception {
    BlockingQueue<OpenRun> inside = new LinkedBlockingQueue<>();
    AtomicReference<Exchange> kept = new AtomicReference<>();
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("timer:open" + ONCE)
                .routeId("open")
                .process(
                    exchange -> {
                      inside.add(JobRuns.current());
                      kept.set(exchange);
                    });
          }
        });

    take("open", "timer:open").succeeded();
    assertThat(inside.poll(30, TimeUnit.SECONDS)).isNotNull();
    assertThat(JobRuns.noted(kept.get())).isNull();
  }

  @Test
  void firingOfASchedulerIsARunOfItsRoute() throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("scheduler:sweep?initialDelay=1&delay=3600000")
                .routeId("sweep")
                .process(exchange -> {});
          }
        });

    RunAssert taken = take("sweep", "scheduler:sweep").succeeded();

    assertThat(taken.run().schedule()).isEqualTo("3600000 milliseconds after the end");
    assertThat(taken.run().scheduledMillis()).isEqualTo(JobRun.NO_TIME);
  }

  @Test
  void failingRouteOfASchedulerIsAFailedRun() throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("scheduler:sweep?initialDelay=1&delay=3600000&useFixedDelay=false")
                .process(
                    exchange -> {
                      throw new IllegalStateException("Bad file");
                    });
          }
        });

    RunAssert taken =
        take("scheduler:sweep", "scheduler:sweep")
            .failedWith(IllegalStateException.class, "Bad file");

    assertThat(taken.run().schedule()).isEqualTo("every 3600000 milliseconds");
  }
}
