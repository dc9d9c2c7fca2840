package io.batchmon.instrumentation.camel;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * Camel 2.15 to 4: each exchange that the timer or the scheduler component starts, from the begin
 * of its unit of work to the end, in whichever thread that is.
 */
public final class CamelInstrumentation implements JobInstrumentation {
  private static final String CAMEL = "org.apache.camel.";
  private static final String EXCHANGE = CAMEL + "Exchange";
  private static final String UNIT = CAMEL + "spi.UnitOfWork";
  private static final String STEP = "CamelInternalProcessor$UnitOfWorkProcessorAdvice";

  @Override
  public String name() {
    return "camel";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on(CAMEL + "component.timer.TimerConsumer")
            .method("sendTimerExchange", "long")
            .field("endpoint", CAMEL + "component.timer.TimerEndpoint")
            .field("task", "java.util.TimerTask")
            .advice(TimerAdvice.class),
        Hook.on(CAMEL + "component.scheduler.SchedulerConsumer")
            .method("sendTimerExchange")
            .advice(SchedulerAdvice.class),
        Hook.on(CAMEL + "processor." + STEP)
            .method("before", EXCHANGE)
            .returned()
            .advice(BeginAdvice.class),
        Hook.on(CAMEL + "processor." + STEP)
            .method("after", EXCHANGE, UNIT)
            .advice(EndAdvice.class),
        Hook.on(CAMEL + "impl.engine." + STEP)
            .method("before", EXCHANGE)
            .returned()
            .advice(BeginAdvice.class),
        Hook.on(CAMEL + "impl.engine." + STEP)
            .method("after", EXCHANGE, UNIT)
            .advice(EndAdvice.class));
  }
}
