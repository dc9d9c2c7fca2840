package io.batchmon.instrumentation.quartz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.quartz.JobBuilder.newJob;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;

/** Jobs that live in a database and are shared by a cluster. */
class QuartzClusterIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new QuartzInstrumentation());

  private static final JobKey JOB = new JobKey("invoices", "billing");

  @Test
  void contextAndItsDataAreWhatTheyWereWithoutUs() throws Exception {
    BlockingQueue<byte[]> written = new ArrayBlockingQueue<>(1);
    BlockingQueue<Map<String, Object>> data = new ArrayBlockingQueue<>(1);
    BodyJob.BODIES.put(
        JOB,
        context -> {
          data.add(context.getMergedJobDataMap().getWrappedMap());
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(context);
          } catch (IOException failure) {
            throw new JobExecutionException(failure);
          }
          written.add(bytes.toByteArray());
        });
    try (TestScheduler scheduler = TestScheduler.clustered()) {
      scheduler.fire(
          scheduler.add(
              newJob(BodyJob.class)
                  .withIdentity(JOB)
                  .usingJobData("customer", "4711")
                  .storeDurably()
                  .build()));

      runs.take()
          .isJob("quartz", "billing", "invoices")
          .hasAttempt(1)
          .hasTrigger("at-two")
          .succeeded();
    }
    assertThat(data.poll(30, TimeUnit.SECONDS)).isEqualTo(Map.of("customer", "4711"));
    assertThat(new String(written.take(), ISO_8859_1)).doesNotContain("io.batchmon.job");
  }

  @Test
  void failureOfAClusteredJobIsTheJobsOwn() throws Exception {
    try (TestScheduler scheduler = TestScheduler.clustered()) {
      scheduler.fire(
          scheduler.add(
              "invoices",
              context -> {
                throw new IllegalStateException("No disk");
              }));

      runs.take()
          .isJob("quartz", "billing", "invoices")
          .failedWith(IllegalStateException.class, "No disk");
    }
  }

  @Test
  void jobThatACrashInterruptedIsMarkedAsRecovering() throws Exception {
    BodyJob.BODIES.put(JOB, context -> {});
    try (TestScheduler scheduler = TestScheduler.clustered()) {
      scheduler.add(
          newJob(BodyJob.class).withIdentity(JOB).requestRecovery().storeDurably().build());
      long now = System.currentTimeMillis();
      // what a scheduler that was killed while the job ran leaves behind
      MemoryDatabase.execute(
          "INSERT INTO QRTZ_FIRED_TRIGGERS (SCHED_NAME, ENTRY_ID, TRIGGER_NAME, TRIGGER_GROUP,"
              + " INSTANCE_NAME, FIRED_TIME, SCHED_TIME, PRIORITY, STATE, JOB_NAME, JOB_GROUP,"
              + " IS_NONCONCURRENT, REQUESTS_RECOVERY) VALUES ('"
              + TestScheduler.NAME
              + "', 'one1', 'at-two', 'DEFAULT', 'one', "
              + now
              + ", "
              + now
              + ", 5, 'EXECUTING',"
              + " 'invoices', 'billing', FALSE, TRUE)");
      scheduler.quartz().start();

      RunAssert taken = runs.take().isJob("quartz", "billing", "invoices").succeeded();
      taken.hasAttribute("batch.job.recovering", true);
      assertThat(taken.run().trigger()).startsWith("recover_one_");
    }
  }
}
