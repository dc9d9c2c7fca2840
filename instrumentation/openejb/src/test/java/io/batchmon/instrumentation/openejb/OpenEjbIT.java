package io.batchmon.instrumentation.openejb;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.openejb.BeanContext;
import org.apache.openejb.Container;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What each time-out of the timers of the real OpenEJB becomes. */
class OpenEjbIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new OpenEjbInstrumentation());

  private static final long HOUR = 3_600_000;

  private static Server server;

  private AutoCloseable application;

  /** What the bean saw as the run that it is in. */
  private final BlockingQueue<OpenRun> seen = new LinkedBlockingQueue<>();

  @BeforeAll
  static void startOnce() throws Exception {
    server = Server.start();
  }

  private void deploy(String bean) throws Exception {
    application = server.deploy(bean);
  }

  @AfterEach
  void undeploy() throws Exception {
    application.close();
  }

  private static RunAssert take(String bean, String method, int attempt) throws Exception {
    RunAssert taken =
        runs.take()
            .isJob("ejb_timer", null, bean + '.' + method)
            .isOutermost()
            .hasAttempt(attempt)
            .hasStatus(null);
    assertThat(taken.run().codeClass()).isEqualTo(Server.bean(bean).getName());
    assertThat(taken.run().codeMethod()).isEqualTo(method);
    assertThat(taken.run().isByScheduler()).isTrue();
    assertThat(taken.run().instanceId()).isNotEmpty();
    assertThat(taken.run().attributeCount()).isEqualTo(1);
    assertThat(taken.run().attributeName(0)).isEqualTo("batch.job.timer.id");
    return taken;
  }

  @Test
  void scheduledMethodIsARunOfItsSchedule() throws Exception {
    Work.is(
        () -> {
          seen.add(JobRuns.current());
          return true;
        });
    deploy("NightlyBean");
    RunAssert taken = take("NightlyBean", "settle", 1).succeeded();

    assertThat(taken.run().schedule()).isEqualTo("* * * * * *");
    assertThat(taken.run().scheduledMillis() % 1000).isZero();
    assertThat(taken.run().nextMillis()).isEqualTo(taken.run().scheduledMillis() + 1000);
    assertThat(seen).isNotEmpty().allMatch(run -> run.kind() == RunKind.JOB);
  }

  @Test
  void timerThatABeanSetsItselfIsARun() throws Exception {
    Work.is(() -> true);
    deploy("AlarmBean");
    long before = System.currentTimeMillis();
    Server.alarm().once();

    RunAssert taken = take("AlarmBean", "ring", 1).succeeded();

    assertThat(taken.run().schedule()).isNull();
    assertThat(taken.run().nextMillis()).isEqualTo(JobRun.NO_TIME);
    assertThat(taken.run().scheduledMillis()).isBetween(before - 1000, System.currentTimeMillis());
  }

  @Test
  void intervalSaysWhenItIsDueAgain() throws Exception {
    Work.is(() -> true);
    deploy("AlarmBean");
    Server.alarm().hourly();

    RunAssert taken = take("AlarmBean", "ring", 1).succeeded();

    assertThat(taken.run().nextMillis()).isEqualTo(taken.run().scheduledMillis() + HOUR);
    Server.alarm().cancel();
  }

  @Test
  void exceptionThatTheServerSwallowsIsAFailureAndTriedAgain() throws Exception {
    Work.is(
        () -> {
          throw new IllegalArgumentException("Bad ledger");
        });
    deploy("AlarmBean");
    Server.alarm().once();

    RunAssert first =
        take("AlarmBean", "ring", 1).failedWith(IllegalArgumentException.class, "Bad ledger");
    RunAssert second =
        take("AlarmBean", "ring", 2).failedWith(IllegalArgumentException.class, "Bad ledger");

    assertThat(first.result().isRetried()).isTrue();
    assertThat(second.result().isRetried()).isFalse();
    assertThat(second.run().instanceId()).isEqualTo(first.run().instanceId());
  }

  @Test
  void secondAttemptMaySucceed() throws Exception {
    Work.is(
        () -> {
          seen.add(JobRuns.current());
          if (seen.size() == 1) {
            throw new IllegalStateException("Deadlock");
          }
          return true;
        });
    deploy("AlarmBean");
    Server.alarm().once();

    RunAssert first =
        take("AlarmBean", "ring", 1).failedWith(IllegalStateException.class, "Deadlock");
    take("AlarmBean", "ring", 2).succeeded();

    assertThat(first.result().isRetried()).isTrue();
    assertThat(seen).doesNotHaveDuplicates().hasSize(2);
  }

  @Test
  void rolledBackTransactionIsAFailureWithoutAnException() throws Exception {
    Work.is(() -> false);
    deploy("AlarmBean");
    Server.alarm().once();

    RunAssert first = take("AlarmBean", "ring", 1);
    first.failed("the transaction was rolled back", "rollback").isRetried();
    RunAssert second = take("AlarmBean", "ring", 2);
    second.failed("the transaction was rolled back", "rollback");

    assertThat(second.result().isRetried()).isFalse();
  }

  @Test
  void methodWithoutATransactionFailsWithWhatItThrows() throws Exception {
    Work.is(
        () -> {
          throw new IllegalStateException("No disk");
        });
    deploy("PlainBean");
    take("PlainBean", "sweep", 1).failedWith(IllegalStateException.class, "No disk").isRetried();
    RunAssert second =
        take("PlainBean", "sweep", 2).failedWith(IllegalStateException.class, "No disk");

    assertThat(second.result().isRetried()).isFalse();
  }

  @Test
  void checkedExceptionIsTheFailure() throws Exception {
    Work.is(
        () -> {
          throw new IOException("No file");
        });
    deploy("PlainBean");

    take("PlainBean", "sweep", 1).failedWith(IOException.class, "No file").isRetried();
    take("PlainBean", "sweep", 2).failedWith(IOException.class, "No file");
  }

  @Test
  void errorIsTheFailure() throws Exception {
    Work.is(
        () -> {
          throw new StackOverflowError("Too deep");
        });
    deploy("AlarmBean");
    Server.alarm().once();

    take("AlarmBean", "ring", 1).failedWith(StackOverflowError.class, "Too deep").isRetried();
    take("AlarmBean", "ring", 2).failedWith(StackOverflowError.class, "Too deep");
  }

  @Test
  void timerOfABeanThatIsGoneIsSkipped() throws Exception {
    deploy("AlarmBean");
    BeanContext bean = Server.alarmBean();
    Container container = bean.getContainer();
    Work.whenSet(() -> bean.setContainer(null));

    Server.alarm().once();

    take("AlarmBean", "ring", 1).skipped("the bean is not deployed");
    bean.setContainer(container);
    Work.whenSet(() -> {});
  }
}
