package io.batchmon.instrumentation.openejb.ee9;

import io.batchmon.instrumentation.openejb.Work;
import jakarta.annotation.Resource;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Timer;
import jakarta.ejb.TimerService;

@Singleton
public class NightlyBean {
  @Resource private TimerService timers;

  @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
  public void settle() throws Exception {
    // why: a second is the shortest schedule, and one firing is enough
    timers.getTimers().forEach(Timer::cancel);
    Work.run();
  }
}
