package io.batchmon.instrumentation.dbscheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.PlainScheduleAndData;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTaskWithPersistentSchedule;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tasks whose schedule is in the table, which the oldest db-scheduler does not have. */
class PersistentScheduleIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new DbSchedulerInstrumentation());

  @Test
  void failureThatWaitsForTheScheduleInTheTableIsNotRetried() throws Exception {
    RecurringTaskWithPersistentSchedule<PlainScheduleAndData> task =
        Tasks.recurringWithPersistentSchedule("nightly", PlainScheduleAndData.class)
            .execute(
                (instance, context) -> {
                  throw new IllegalStateException("No disk");
                });
    Scheduler scheduler =
        Scheduler.create(new Database().source(), List.<Task<?>>of(task))
            .pollingInterval(Duration.ofMillis(50))
            .build();
    scheduler.schedule(
        task.instance("germany", new PlainScheduleAndData(FixedDelay.ofHours(1))), Instant.now());
    scheduler.start();

    RunAssert taken = runs.take().isJob("db_scheduler", null, "nightly").isOutermost();
    scheduler.stop();

    taken.hasAttempt(1).failedWith(IllegalStateException.class, "No disk");
    assertThat(taken.result().isRetried()).isFalse();
    assertThat(taken.run().instanceId()).isEqualTo("germany");
  }
}
