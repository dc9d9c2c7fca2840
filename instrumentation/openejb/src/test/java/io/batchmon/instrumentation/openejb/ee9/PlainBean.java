package io.batchmon.instrumentation.openejb.ee9;

import io.batchmon.instrumentation.openejb.Work;
import jakarta.annotation.Resource;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Timer;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;

@Singleton
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class PlainBean {
  @Resource private TimerService timers;

  @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
  public void sweep() throws Exception {
    // why: a second is the shortest schedule, and one firing is enough
    timers.getTimers().forEach(Timer::cancel);
    Work.run();
  }
}
