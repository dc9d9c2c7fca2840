package io.batchmon.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JdkTasksTest {
  static final class Poll implements Runnable {
    @Override
    public void run() {}
  }

  private static JobRun run(Object task, long period, TimeUnit unit) {
    return JdkTasks.run("executor", task, unit.toNanos(period)).build();
  }

  @Test
  void namedClassIsTheName() {
    JobRun run = run(new Poll(), 5, TimeUnit.SECONDS);
    assertThat(run.name()).isEqualTo(JobName.of("executor", "Poll"));
    assertThat(run.codeClass()).isEqualTo(Poll.class.getName());
    assertThat(run.codeMethod()).isEqualTo("run");
    assertThat(run.schedule()).isEqualTo("every 5 s");
    assertThat(run.isByScheduler()).isTrue();
  }

  @Test
  void lambdasOfOneClassAreToldApartBySchedule() {
    Runnable lambda = () -> {};
    JobRun run = run(lambda, 90, TimeUnit.SECONDS);
    assertThat(run.name().name()).isEqualTo("JdkTasksTest every 90 s");
    assertThat(run.codeClass()).isEqualTo(JdkTasksTest.class.getName());
    assertThat(run.codeMethod()).isNull();
    assertThat(run(lambda, -1500, TimeUnit.MILLISECONDS).name().name())
        .isEqualTo("JdkTasksTest 1500 ms after the end");
  }

  @Test
  void anonymousAndLocalClassesHaveNoNumber() {
    Runnable anonymous =
        new Runnable() {
          @Override
          public void run() {}
        };
    final class Local extends Thread {}
    assertThat(run(anonymous, 2, TimeUnit.HOURS).name().name()).isEqualTo("JdkTasksTest every 2 h");
    assertThat(run(anonymous, 0, TimeUnit.HOURS).name().name()).isEqualTo("JdkTasksTest");
    assertThat(run(new Local(), 1, TimeUnit.NANOSECONDS).name().name()).isEqualTo("Local");
  }

  @Test
  void unknownTaskIsStillARun() {
    JobRun run = JdkTasks.run("executor", null, 1_000).build();
    assertThat(run.name().name()).isEqualTo("(unnamed)");
    assertThat(run.codeClass()).isNull();
    assertThat(run.schedule()).isEqualTo("every 1 us");
  }

  @Test
  void descriptionHasTheScheduleOnce() {
    Runnable lambda = () -> {};
    assertThat(JdkTasks.describe(new Poll(), 60_000_000_000L)).isEqualTo("Poll every 1 min");
    assertThat(JdkTasks.describe(lambda, 60_000_000_000L)).isEqualTo("JdkTasksTest every 1 min");
    assertThat(JdkTasks.describe(new Poll(), 0)).isEqualTo("Poll");
  }
}
