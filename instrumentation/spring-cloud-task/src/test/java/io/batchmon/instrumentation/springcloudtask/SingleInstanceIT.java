package io.batchmon.instrumentation.springcloudtask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.task.configuration.EnableTask;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A task that may run once at a time. Not with Spring Cloud Task 5.0.0, whose table of locks lacks
 * a column that Spring Integration 7 asks for: its task waits for the lock for ever.
 */
@Timeout(120)
class SingleInstanceIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new AllOfATask());

  private static final String DATABASE = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
  private static final String SINGLE_STEP =
      "org.springframework.cloud.task.batch.autoconfigure.SingleStepJobAutoConfiguration";
  private static Runnable body = () -> {};

  @Configuration
  @EnableTask
  @EnableAutoConfiguration
  public static class Application {
    @Bean
    public Runner runner() {
      return new Runner();
    }
  }

  public static class Runner implements ApplicationRunner {
    @Override
    public void run(ApplicationArguments arguments) {
      body.run();
    }
  }

  private static Throwable start() {
    return catchThrowable(
        () -> {
          SpringApplication application = new SpringApplication(Application.class);
          application.setRegisterShutdownHook(false);
          application
              .run(
                  "--spring.cloud.task.name=nightly",
                  "--spring.datasource.url=" + DATABASE,
                  "--spring.main.banner-mode=off",
                  "--spring.batch.jdbc.initialize-schema=always",
                  "--spring.autoconfigure.exclude=" + AllOfATask.EXCLUDED + "," + SINGLE_STEP,
                  "--spring.cloud.task.single-instance-enabled=true",
                  "--spring.cloud.task.single-instance-lock-check-interval=50")
              .close();
        });
  }

  @Test
  void taskThatRunsAlreadyIsRejected() {
    Throwable[] second = new Throwable[1];
    body =
        () -> {
          body = () -> {};
          second[0] = start();
        };

    assertThat(start()).isNull();

    RunAssert refused = runs.take().isJob("spring_cloud_task", null, "nightly");
    refused.rejectedBy("Task with name \"nightly\" is already running.");
    RunAssert runner = runs.take().isJob("spring_boot", null, "Runner").succeeded();
    RunAssert first = runs.take().isJob("spring_cloud_task", null, "nightly").succeeded();
    refused.isInside(runner);
    runner.isInside(first);
    assertThat(second[0]).hasStackTraceContaining("is already running");
    assertThat(first.run().instanceId()).isNotEqualTo(refused.run().instanceId());
  }
}
