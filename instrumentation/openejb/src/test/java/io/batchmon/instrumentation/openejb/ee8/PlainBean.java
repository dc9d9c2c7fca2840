package io.batchmon.instrumentation.openejb.ee8;

import io.batchmon.instrumentation.openejb.Work;
import javax.annotation.Resource;
import javax.ejb.Schedule;
import javax.ejb.Singleton;
import javax.ejb.Timer;
import javax.ejb.TimerService;
import javax.ejb.TransactionAttribute;
import javax.ejb.TransactionAttributeType;

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
