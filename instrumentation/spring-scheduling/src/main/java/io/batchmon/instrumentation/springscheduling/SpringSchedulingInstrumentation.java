package io.batchmon.instrumentation.springscheduling;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Spring Framework 3.1 to 7.0: tasks of the three schedulers, {@code @Scheduled} methods, also
 * reactive ones, and {@code @Async} methods. Nothing that is scheduled is wrapped, so what Spring
 * and its actuator tell of the tasks stays the same.
 */
public final class SpringSchedulingInstrumentation implements JobInstrumentation {
  private static final String SCHEDULING = "org.springframework.scheduling.";
  private static final String SIMPLE_ASYNC = SCHEDULING + "concurrent.SimpleAsyncTaskScheduler";
  private static final String RESCHEDULING = SCHEDULING + "concurrent.ReschedulingRunnable";
  private static final String REACTIVE =
      SCHEDULING + "annotation.ScheduledAnnotationReactiveSupport$";
  private static final String INTERCEPTOR =
      "org.springframework.aop.interceptor.AsyncExecutionInterceptor";
  private static final String INVOCATION = "org.aopalliance.intercept.MethodInvocation";
  private static final String RUNNABLE = "java.lang.Runnable";
  private static final String THROWABLE = "java.lang.Throwable";

  @Override
  public String name() {
    return "spring-scheduling";
  }

  @Override
  public List<Hook> hooks() {
    List<Hook> hooks = new ArrayList<>();
    registered(hooks, SCHEDULING + "concurrent.ThreadPoolTaskScheduler");
    registered(hooks, SCHEDULING + "concurrent.ConcurrentTaskScheduler");
    registered(hooks, SIMPLE_ASYNC);
    hooks.add(
        Hook.on(SIMPLE_ASYNC)
            .method("scheduledTask", RUNNABLE)
            .returned()
            .advice(DispatchAdvice.class));
    // why: a Date up to 5.3, an Instant since 6.0
    hooks.add(
        Hook.on(RESCHEDULING)
            .method("run")
            .field("scheduledExecutionTime", "java.util.Date")
            .field("trigger", SCHEDULING + "Trigger")
            .optional()
            .advice(DateFiringAdvice.class));
    hooks.add(
        Hook.on(RESCHEDULING)
            .method("run")
            .field("scheduledExecutionTime", "java.time.Instant")
            .field("trigger", SCHEDULING + "Trigger")
            .optional()
            .advice(InstantFiringAdvice.class));
    hooks.add(Hook.on(RESCHEDULING).method("schedule").advice(RescheduleAdvice.class));
    hooks.add(
        Hook.on("org.springframework.core.task.SimpleAsyncTaskExecutor")
            .method("doExecute", RUNNABLE)
            .replacingArgument(0)
            .advice(NewThreadAdvice.class));
    hooks.addAll(
        Arrays.asList(
            Hook.on(SCHEDULING + "support.DelegatingErrorHandlingRunnable")
                .method("run")
                .field("delegate", RUNNABLE)
                .advice(TaskAdvice.class),
            Hook.on(SCHEDULING + "support.DelegatingErrorHandlingRunnable")
                .method("run")
                .aroundCallsOf("org.springframework.util.ErrorHandler", "handleError")
                .advice(HandledErrorAdvice.class),
            Hook.on(SCHEDULING + "config.Task$OutcomeTrackingRunnable")
                .method("run")
                .field("runnable", RUNNABLE)
                .advice(TrackedTaskAdvice.class),
            Hook.on(SCHEDULING + "support.ScheduledMethodRunnable")
                .method("run")
                .advice(ScheduledMethodAdvice.class),
            Hook.on(REACTIVE + "SubscribingRunnable")
                .anyMethod("subscribe")
                .field("displayName", "java.lang.String")
                .advice(SubscribeAdvice.class),
            Hook.on(REACTIVE + "TrackingSubscriber")
                .method("onComplete")
                .advice(CompleteAdvice.class),
            Hook.on(REACTIVE + "TrackingSubscriber")
                .method("onError", THROWABLE)
                .advice(PublisherErrorAdvice.class),
            Hook.on(REACTIVE + "TrackingSubscriber").method("run").advice(CancelAdvice.class),
            Hook.on(INTERCEPTOR).method("invoke", INVOCATION).advice(AsyncInvokeAdvice.class),
            // why: the task is a lambda since 5.0 and was an anonymous class before
            Hook.on(INTERCEPTOR)
                .method("lambda$invoke$0", INVOCATION, "java.lang.reflect.Method")
                .optional()
                .advice(AsyncCallAdvice.class),
            Hook.on(INTERCEPTOR + "$1")
                .method("call")
                .field("val$invocation", INVOCATION)
                .advice(AsyncCallableAdvice.class),
            Hook.on("org.springframework.aop.interceptor.AsyncExecutionAspectSupport")
                .anyMethod("handleError")
                .optional()
                .advice(AsyncErrorAdvice.class)));
    return hooks;
  }

  private static void registered(List<Hook> hooks, String scheduler) {
    hooks.add(
        Hook.on(scheduler)
            .method("schedule", RUNNABLE, SCHEDULING + "Trigger")
            .advice(TriggerAdvice.class));
    hooks.add(Hook.on(scheduler).anyMethod("scheduleAtFixedRate").advice(FixedRateAdvice.class));
    hooks.add(
        Hook.on(scheduler).anyMethod("scheduleWithFixedDelay").advice(FixedDelayAdvice.class));
    for (String method : Arrays.asList("scheduleAtFixedRate", "scheduleWithFixedDelay")) {
      hooks.add(
          Hook.on(scheduler)
              .method(method, RUNNABLE, "long")
              .optional()
              .advice(MillisAdvice.class));
      hooks.add(
          Hook.on(scheduler)
              .method(method, RUNNABLE, "java.util.Date", "long")
              .optional()
              .advice(DateMillisAdvice.class));
      hooks.add(
          Hook.on(scheduler)
              .method(method, RUNNABLE, "java.time.Duration")
              .optional()
              .advice(DurationAdvice.class));
      hooks.add(
          Hook.on(scheduler)
              .method(method, RUNNABLE, "java.time.Instant", "java.time.Duration")
              .optional()
              .advice(InstantDurationAdvice.class));
    }
  }
}
