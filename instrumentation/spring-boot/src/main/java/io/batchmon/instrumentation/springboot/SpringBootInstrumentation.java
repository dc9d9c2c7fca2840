package io.batchmon.instrumentation.springboot;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * Spring Boot 1.5 to 4.1: each {@code CommandLineRunner} and {@code ApplicationRunner} of the
 * application is a run, and so is a start that failed outside of every other run.
 */
public final class SpringBootInstrumentation implements JobInstrumentation {
  private static final String APPLICATION = "org.springframework.boot.SpringApplication";

  @Override
  public String name() {
    return "spring-boot";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on(APPLICATION).anyMethod("callRunner").advice(RunnerAdvice.class),
        Hook.on(APPLICATION).anyMethod("handleRunFailure").advice(FailedStartAdvice.class),
        Hook.on(APPLICATION)
            .method(
                "handleRunFailure",
                "org.springframework.context.ConfigurableApplicationContext",
                "org.springframework.boot.SpringApplicationRunListeners",
                "org.springframework.boot.diagnostics.FailureAnalyzers",
                "java.lang.Throwable")
            .optional()
            .advice(FailedStart15Advice.class));
  }
}
