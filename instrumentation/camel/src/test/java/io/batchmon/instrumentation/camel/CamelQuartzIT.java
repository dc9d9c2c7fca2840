package io.batchmon.instrumentation.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.quartz.QuartzInstrumentation;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobRun;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A route that Quartz starts is a job of Quartz, whose hooks see how it ended. */
class CamelQuartzIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new QuartzInstrumentation());

  private static final String SCHEME =
      System.getProperty("version.line", "newest").equals("floor") ? "quartz2" : "quartz";
  private static final String ONCE =
      SCHEME + "://nightly/report?trigger.repeatCount=0&trigger.repeatInterval=1000";

  private final CountDownLatch ran = new CountDownLatch(1);
  private DefaultCamelContext camel;

  @BeforeEach
  void create() {
    System.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    camel = new DefaultCamelContext();
    camel.disableJMX();
  }

  @AfterEach
  void stop() throws Exception {
    camel.stop();
  }

  private RunAssert run(RouteBuilder route) throws Exception {
    camel.addRoutes(route);
    camel.start();
    assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
    RunAssert taken = runs.take();
    assertThat(taken.run().scheduledMillis()).isNotEqualTo(JobRun.NO_TIME);
    assertThat(taken.run().codeClass()).endsWith("CamelJob");
    return taken.isJob("quartz", "nightly", "report").isOutermost().hasAttempt(1);
  }

  @Test
  void routeThatEndsWellIsASuccess() throws Exception {
    run(new RouteBuilder() {
          @Override
          public void configure() {
            from(ONCE).process(exchange -> ran.countDown());
          }
        })
        .succeeded();
  }

  @Test
  void routeThatFailsIsAFailedRunOfTheJob() throws Exception {
    RunAssert taken =
        run(
            new RouteBuilder() {
              @Override
              public void configure() {
                from(ONCE)
                    .process(
                        exchange -> {
                          ran.countDown();
                          throw new IllegalStateException("Bad file");
                        });
              }
            });

    taken.failedWith(IllegalStateException.class, "Bad file").hasStatus(null);
  }
}
