package io.batchmon.instrumentation.jobrunr;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.RunKind;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.JobDetails;
import org.jobrunr.jobs.states.JobState;
import org.jobrunr.jobs.states.ScheduledState;
import org.jobrunr.jobs.states.StateName;
import org.jobrunr.server.BackgroundJobPerformer;
import org.jspecify.annotations.Nullable;

/** Called in the worker thread before the job runs; once more, in another one, for each retry. */
public final class AttemptAdvice {
  /** Null before JobRunr 5. */
  private static final @Nullable MethodHandle RECURRING = recurring();

  private AttemptAdvice() {}

  public static void enter(BackgroundJobPerformer performer, Job job) throws Throwable {
    JobDetails work = job.getJobDetails();
    String type = work.getClassName();
    String recurring = recurringIdOf(job);
    // why: not the job's own name, which says the arguments unless the application gave another
    String name =
        recurring == null || recurring.equals(job.getJobSignature())
            ? JobName.simpleClass(type) + '.' + work.getMethodName()
            : recurring;
    JobRun.Builder run =
        JobRun.builder(RunKind.JOB, JobName.of("jobrunr", name))
            .byScheduler()
            .instanceId(job.getId().toString())
            .trigger(recurring)
            .code(type, work.getMethodName());
    int failures = 0;
    Instant due = null;
    Instant enqueued = null;
    List<JobState> states = job.getJobStates();
    for (int i = states.size() - 1; i >= 0; i--) {
      JobState state = states.get(i);
      StateName is = state.getName();
      if (is == StateName.FAILED) {
        failures++;
      } else if (failures == 0 && is == StateName.ENQUEUED && enqueued == null) {
        enqueued = state.getCreatedAt();
      } else if (failures == 0 && is == StateName.SCHEDULED && due == null) {
        due = ((ScheduledState) state).getScheduledAt();
      }
    }
    run.attempt(failures + 1);
    if (due != null) {
      run.scheduledMillis(due.toEpochMilli());
    }
    if (enqueued != null) {
      run.submittedMillis(enqueued.toEpochMilli());
    }
    JobRuns.begin(run.build(), job);
  }

  private static @Nullable String recurringIdOf(Job job) throws Throwable {
    if (RECURRING == null) {
      return null;
    }
    Optional<?> id = (Optional<?>) RECURRING.invokeExact(job);
    return id.isPresent() ? (String) id.get() : null;
  }

  private static @Nullable MethodHandle recurring() {
    try {
      return MethodHandles.publicLookup()
          .findVirtual(Job.class, "getRecurringJobId", MethodType.methodType(Optional.class));
    } catch (ReflectiveOperationException older) {
      return null;
    }
  }
}
