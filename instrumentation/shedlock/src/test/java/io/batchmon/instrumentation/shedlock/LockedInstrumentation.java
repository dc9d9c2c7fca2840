package io.batchmon.instrumentation.shedlock;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import io.batchmon.instrumentation.quartz.QuartzInstrumentation;
import io.batchmon.instrumentation.springscheduling.SpringSchedulingInstrumentation;
import java.util.ArrayList;
import java.util.List;

/** ShedLock, and what mostly is around it. */
final class LockedInstrumentation implements JobInstrumentation {
  @Override
  public String name() {
    return "shedlock";
  }

  @Override
  public List<Hook> hooks() {
    List<Hook> all = new ArrayList<>(new ShedLockInstrumentation().hooks());
    all.addAll(new SpringSchedulingInstrumentation().hooks());
    all.addAll(new QuartzInstrumentation().hooks());
    return all;
  }
}
