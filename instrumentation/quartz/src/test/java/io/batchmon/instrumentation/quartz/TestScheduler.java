package io.batchmon.instrumentation.quartz;

import static org.quartz.JobBuilder.newJob;
import static org.quartz.TriggerBuilder.newTrigger;

import java.util.Properties;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/** The real Quartz, named {@value NAME}. Not started; closing waits for running jobs. */
final class TestScheduler implements AutoCloseable {
  static final String NAME = "nightly-scheduler";

  private final Scheduler scheduler;

  private TestScheduler(Properties properties) throws SchedulerException {
    properties.setProperty("org.quartz.scheduler.instanceName", NAME);
    properties.setProperty("org.quartz.scheduler.instanceId", "one");
    properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    properties.setProperty("org.quartz.threadPool.threadCount", "3");
    properties.setProperty("org.quartz.jobStore.misfireThreshold", "60000");
    properties.setProperty("org.quartz.scheduler.idleWaitTime", "1000");
    scheduler = new StdSchedulerFactory(properties).getScheduler();
  }

  static TestScheduler inMemory() throws SchedulerException {
    Properties properties = new Properties();
    properties.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
    return new TestScheduler(properties);
  }

  static TestScheduler clustered() throws Exception {
    MemoryDatabase.create();
    Properties properties = new Properties();
    properties.setProperty("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
    properties.setProperty(
        "org.quartz.jobStore.driverDelegateClass", "org.quartz.impl.jdbcjobstore.StdJDBCDelegate");
    properties.setProperty("org.quartz.jobStore.dataSource", "memory");
    properties.setProperty("org.quartz.jobStore.isClustered", "true");
    properties.setProperty(
        "org.quartz.dataSource.memory.connectionProvider.class", MemoryDatabase.class.getName());
    return new TestScheduler(properties);
  }

  /** A durable job of the group {@code billing} that has no trigger yet. */
  JobKey add(JobDetail job) throws SchedulerException {
    scheduler.addJob(job, false);
    return job.getKey();
  }

  JobKey add(String name, BodyJob.Body body) throws SchedulerException {
    JobKey key = new JobKey(name, "billing");
    BodyJob.BODIES.put(key, body);
    return add(newJob(BodyJob.class).withIdentity(key).storeDurably().build());
  }

  /** Fires once, now. */
  TestScheduler fire(JobKey job) throws SchedulerException {
    return fire(job, newTrigger().withIdentity("at-two").build());
  }

  TestScheduler fire(JobKey job, Trigger trigger) throws SchedulerException {
    TriggerBuilder<? extends Trigger> ofJob = trigger.getTriggerBuilder().forJob(job);
    scheduler.scheduleJob(ofJob.build());
    scheduler.start();
    return this;
  }

  Scheduler quartz() {
    return scheduler;
  }

  @Override
  public void close() throws SchedulerException {
    scheduler.shutdown(true);
  }
}
