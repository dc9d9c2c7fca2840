package io.batchmon.instrumentation.micronaut;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.ArrayList;
import java.util.List;

/**
 * Micronaut 1 to 4: the lambda that calls a scheduled method, by whichever of the three names that
 * it has had, and the handler that what is thrown there ends in.
 */
public final class MicronautInstrumentation implements JobInstrumentation {
  private static final String SCHEDULING = "io.micronaut.scheduling.";
  private static final String PROCESSOR = SCHEDULING + "processor.ScheduledMethodProcessor";
  private static final String HANDLER = SCHEDULING + "TaskExceptionHandler";
  private static final String BEAN = "io.micronaut.inject.BeanDefinition";
  private static final String METHOD = "io.micronaut.inject.ExecutableMethod";
  private static final String ANNOTATION = "io.micronaut.core.annotation.AnnotationValue";

  @Override
  public String name() {
    return "micronaut";
  }

  @Override
  public List<Hook> hooks() {
    List<Hook> hooks = new ArrayList<>();
    // why: until 3
    String[] first = {BEAN, METHOD};
    hooks.add(task("lambda$process$5", first).advice(MethodLastAdvice.class));
    hooks.add(handled("lambda$process$5", "handle", first));
    // why: until 4.5.1, and after it
    String[] later = {METHOD, BEAN, ANNOTATION};
    for (String name : new String[] {"lambda$process$2", "lambda$scheduleTask$2"}) {
      hooks.add(task(name, later).advice(MethodFirstAdvice.class));
      hooks.add(handled(name, "handleCreationFailure", later));
      hooks.add(
          task(name, later)
              .aroundCallsOf("io.micronaut.core.bind.BoundExecutable", "invoke")
              .advice(InvokeAdvice.class));
    }
    hooks.add(
        handled(
            "handleException",
            "handle",
            "java.lang.Class",
            "java.lang.Object",
            "java.lang.Throwable"));
    hooks.add(
        Hook.on(SCHEDULING + "NextFireTime")
            .method("get")
            .field("nextFireTime", "java.time.ZonedDateTime")
            .field("cron", SCHEDULING + "cron.CronExpression")
            .advice(NextTimeAdvice.class));
    hooks.add(
        Hook.on(SCHEDULING + "ReschedulingTask")
            .method("call")
            .field("nextTime", SCHEDULING + "NextFireTime")
            .advice(CronAdvice.class));
    return hooks;
  }

  private static Hook.Builder task(String name, String... types) {
    return Hook.on(PROCESSOR).method(name, types).optional();
  }

  private static Hook handled(String name, String call, String... types) {
    return task(name, types).aroundCallsOf(HANDLER, call).advice(HandledAdvice.class);
  }
}
