package com.example.steady;

import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.core.QuartzScheduler;
import org.quartz.core.QuartzSchedulerResources;
import org.quartz.impl.StdSchedulerFactory;

/** Quartz's own factory; it also remembers the scheduler behind the facade, which a shell needs. */
final class OpenFactory extends StdSchedulerFactory {
  private @Nullable QuartzScheduler core;

  OpenFactory() throws SchedulerException {
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "steady");
    properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    properties.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
    properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    properties.setProperty("org.quartz.threadPool.threadCount", "1");
    initialize(properties);
  }

  QuartzScheduler core() {
    return Objects.requireNonNull(core, "getScheduler comes first");
  }

  @Override
  protected Scheduler instantiate(QuartzSchedulerResources resources, QuartzScheduler scheduler) {
    core = scheduler;
    return super.instantiate(resources, scheduler);
  }
}
