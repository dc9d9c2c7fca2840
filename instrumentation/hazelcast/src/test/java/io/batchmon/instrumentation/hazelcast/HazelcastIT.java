package io.batchmon.instrumentation.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.scheduledexecutor.IScheduledExecutorService;
import com.hazelcast.scheduledexecutor.IScheduledFuture;
import com.hazelcast.scheduledexecutor.TaskUtils;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobRun;
import java.io.IOException;
import java.io.Serializable;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What each run of a task becomes on a real member. */
class HazelcastIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new HazelcastInstrumentation());

  private static HazelcastInstance member;

  /** A task of the application. */
  static final class Settlement implements Runnable, Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public void run() {}
  }

  /** A task that fails. */
  static final class Failing implements Runnable, Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public void run() {
      throw new IllegalStateException("Bad file");
    }
  }

  /** A task with a result, which fails. */
  static final class FailingCall implements Callable<String>, Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public String call() throws Exception {
      throw new IOException("No disk");
    }
  }

  @BeforeAll
  static void start() {
    Config config = new Config();
    config.setProperty("hazelcast.logging.type", "none");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.socket.bind.any", "false");
    config.setProperty("hazelcast.local.localAddress", "127.0.0.1");
    config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    member = Hazelcast.newHazelcastInstance(config);
  }

  @AfterAll
  static void stop() {
    member.shutdown();
  }

  private static IScheduledExecutorService executor() {
    return member.getScheduledExecutorService("nightly");
  }

  private static RunAssert take(String name) {
    RunAssert taken = runs.take();
    assertThat(taken.run().isByScheduler()).isTrue();
    assertThat(taken.run().scheduledMillis()).isEqualTo(JobRun.NO_TIME);
    return taken.isJob("hazelcast", null, name).isOutermost().hasAttempt(1);
  }

  @Test
  void taskWithoutANameIsCalledAfterItsClass() {
    IScheduledFuture<?> task = executor().schedule(new Settlement(), 1, TimeUnit.MILLISECONDS);

    RunAssert taken = take("Settlement").succeeded();

    assertThat(taken.run().codeClass()).isEqualTo(Settlement.class.getName());
    assertThat(taken.run().schedule()).isNull();
    task.dispose();
  }

  @Test
  void failureOfATaskThatRunsOnceIsAFailedRunAndStaysInItsFuture() throws Exception {
    IScheduledFuture<?> task =
        executor().schedule(TaskUtils.named("import", new FailingCall()), 1, TimeUnit.MILLISECONDS);

    RunAssert taken = take("import").failedWith(IOException.class, "No disk");

    assertThat(taken.result().diedWith()).isNull();
    assertThatThrownBy(() -> task.get(30, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("No disk");
    task.dispose();
  }

  @Test
  void periodicTaskRunsUntilItIsCancelled() throws Exception {
    IScheduledFuture<?> task =
        executor()
            .scheduleAtFixedRate(
                TaskUtils.named("heartbeat", new Settlement()), 0, 1, TimeUnit.SECONDS);

    RunAssert first = take("heartbeat").succeeded();
    take("heartbeat").succeeded();
    task.cancel(false);

    assertThat(first.run().schedule()).isEqualTo("every 1 seconds");
    task.dispose();
  }

  @Test
  void periodicTaskThatThrowsHasEndedItsSchedule() {
    IScheduledFuture<?> task =
        executor()
            .scheduleAtFixedRate(TaskUtils.named("reports", new Failing()), 0, 1, TimeUnit.HOURS);

    take("reports").failedWith(IllegalStateException.class, "Bad file").diedWith("");
    task.dispose();
  }
}
