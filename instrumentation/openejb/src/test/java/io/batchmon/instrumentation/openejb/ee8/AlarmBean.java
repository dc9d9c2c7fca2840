package io.batchmon.instrumentation.openejb.ee8;

import io.batchmon.instrumentation.openejb.Alarm;
import io.batchmon.instrumentation.openejb.Work;
import javax.annotation.Resource;
import javax.ejb.Local;
import javax.ejb.SessionContext;
import javax.ejb.Stateless;
import javax.ejb.Timeout;
import javax.ejb.Timer;
import javax.ejb.TimerConfig;
import javax.ejb.TimerService;

@Stateless
@Local(Alarm.class)
public class AlarmBean implements Alarm {
  @Resource private TimerService timers;

  @Resource private SessionContext context;

  @Override
  public void once() {
    timers.createSingleActionTimer(0, new TimerConfig("secret", false));
    Work.set();
  }

  @Override
  public void hourly() {
    timers.createIntervalTimer(0, 3_600_000, new TimerConfig("secret", false));
  }

  @Override
  public void cancel() {
    timers.getTimers().forEach(Timer::cancel);
  }

  @Timeout
  public void ring(Timer timer) {
    try {
      if (!Work.run()) {
        context.setRollbackOnly();
      }
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Exception thrown) {
      throw new IllegalStateException(thrown);
    }
  }
}
