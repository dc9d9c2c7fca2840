package io.batchmon.instrumentation.openejb;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * TomEE 8 to 10: the one method in which its timer service calls, commits, rolls back and retries.
 * It swallows whatever goes wrong there, and only logs it.
 */
public final class OpenEjbInstrumentation implements JobInstrumentation {
  private static final String TIMER = "org.apache.openejb.core.timer.";
  private static final String SERVICE = TIMER + "EjbTimerServiceImpl";
  private static final String DATA = TIMER + "TimerData";
  private static final String LOGGER = "org.apache.openejb.util.Logger";

  @Override
  public String name() {
    return "openejb";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on(TIMER + "EjbTimeoutJob")
            .method("execute", "org.apache.openejb.quartz.JobExecutionContext")
            .advice(FiringAdvice.class),
        Hook.on(SERVICE).method("ejbTimeout", DATA).advice(TimeoutAdvice.class),
        Hook.on(SERVICE)
            .method("ejbTimeout", DATA)
            .aroundCallsOf("org.apache.openejb.RpcContainer", "invoke")
            .advice(AttemptAdvice.class),
        Hook.on(SERVICE)
            .method("ejbTimeout", DATA)
            .aroundCallsOf(LOGGER, "warning")
            .advice(ProblemAdvice.class),
        Hook.on(SERVICE)
            .method("ejbTimeout", DATA)
            .aroundCallsOf(LOGGER, "debug")
            .advice(ProblemAdvice.class),
        Hook.on(SERVICE)
            .method("ejbTimeout", DATA)
            .aroundCallsOf(LOGGER, "warning")
            .advice(GivenUpAdvice.class));
  }
}
