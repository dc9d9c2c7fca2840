package io.batchmon.instrumentation.jobrunr;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.configuration.JobRunrConfiguration;
import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.JobDetails;
import org.jobrunr.jobs.filters.RetryFilter;
import org.jobrunr.jobs.lambdas.IocJobLambda;
import org.jobrunr.scheduling.JobScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.ConcurrentJobModificationException;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.common.SqlStorageProviderFactory;

/** The real JobRunr with a database in memory, asking for work every second or more often. */
final class Server implements AutoCloseable {
  private final StorageProvider storage;
  private final JobScheduler scheduler;
  private final BackgroundJobServer server;

  Server() throws Exception {
    JdbcDataSource database = new JdbcDataSource();
    database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    storage = polledOften(SqlStorageProviderFactory.using(database));
    JobRunrConfiguration configuration =
        JobRunr.configure().useStorageProvider(storage).withJobFilter(new RetryAtOnce());
    BackgroundJobServerConfiguration settings =
        BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
            .andPollIntervalInSeconds(1)
            .andWorkerCount(2);
    set(settings, "andPollInterval", Duration.ofMillis(200));
    set(settings, "andInterruptJobsAwaitDurationOnStopBackgroundJobServer", Duration.ofMillis(200));
    for (Method method : JobRunrConfiguration.class.getMethods()) {
      // why: its name has changed
      if (method.getName().matches("use(Default)?BackgroundJobServer")
          && method.getParameterCount() == 1
          && method.getParameterTypes()[0] == BackgroundJobServerConfiguration.class) {
        method.invoke(configuration, settings);
      }
    }
    JobRunrConfiguration.class.getMethod("initialize").invoke(configuration);
    scheduler = new JobScheduler(storage);
    // why: JobRunr.destroy() of the oldest one fails where there is no dashboard
    Field started = JobRunrConfiguration.class.getDeclaredField("backgroundJobServer");
    started.setAccessible(true);
    server = (BackgroundJobServer) started.get(configuration);
  }

  private static void set(
      BackgroundJobServerConfiguration settings, String method, Duration duration)
      throws ReflectiveOperationException {
    try {
      settings.getClass().getMethod(method, Duration.class).invoke(settings, duration);
    } catch (NoSuchMethodException older) {
      // why: it is a second or ten there, and nothing but the test takes longer
    }
  }

  /** One that allows a database to be asked more often than JobRunr finds wise. */
  private static StorageProvider polledOften(StorageProvider behind) {
    return (StorageProvider)
        Proxy.newProxyInstance(
            Server.class.getClassLoader(),
            new Class<?>[] {StorageProvider.class},
            (proxy, method, arguments) -> {
              if (method.getName().startsWith("validate")) {
                return null;
              }
              try {
                return method.invoke(behind, arguments);
              } catch (InvocationTargetException failure) {
                throw failure.getCause();
              }
            });
  }

  /** Retries as soon as it can. */
  private static final class RetryAtOnce extends RetryFilter {
    @Override
    protected long getSecondsToAdd(Job job) {
      return 0;
    }
  }

  UUID enqueue(IocJobLambda<Work> work) {
    return scheduler.enqueue(work).asUUID();
  }

  /** A job of a version of the application whose method is gone. */
  UUID enqueueGone() {
    Job job = new Job(new JobDetails(Work.class.getName(), null, "gone", List.of()));
    job.setJobName("gone");
    return storage.save(job).getId();
  }

  // why: the order of the arguments has changed
  UUID schedule(IocJobLambda<Work> work, Instant due) throws Exception {
    for (Method method : JobScheduler.class.getMethods()) {
      Class<?>[] types = method.getParameterTypes();
      if (method.getName().equals("schedule") && types.length == 2) {
        if (types[0] == IocJobLambda.class && types[1] == Instant.class) {
          return idOf(method.invoke(scheduler, work, due));
        } else if (types[0].isInstance(due) && types[1] == IocJobLambda.class) {
          return idOf(method.invoke(scheduler, due, work));
        }
      }
    }
    throw new AssertionError("no such method");
  }

  private static UUID idOf(Object job) throws ReflectiveOperationException {
    return (UUID) job.getClass().getMethod("asUUID").invoke(job);
  }

  // why: as above
  void scheduleRecurrently(String id, IocJobLambda<Work> work, String cron) throws Exception {
    for (Method method : JobScheduler.class.getMethods()) {
      Class<?>[] types = method.getParameterTypes();
      if (method.getName().equals("scheduleRecurrently")
          && types.length == 3
          && types[0] == String.class) {
        if (types[1] == IocJobLambda.class) {
          method.invoke(scheduler, id, work, cron);
          return;
        } else if (types[1] == String.class && types[2] == IocJobLambda.class) {
          method.invoke(scheduler, id, cron, work);
          return;
        }
      }
    }
    throw new AssertionError("no such method");
  }

  void delete(UUID job) {
    boolean deleted = false;
    while (!deleted) {
      try {
        scheduler.delete(job);
        deleted = true;
      } catch (ConcurrentJobModificationException again) {
        // why: the server says every 200 ms that the job runs, which is a change of it
        Thread.onSpinWait();
      }
    }
  }

  Job job(UUID id) {
    return storage.getJobById(id);
  }

  @Override
  public void close() {
    server.stop();
  }
}
