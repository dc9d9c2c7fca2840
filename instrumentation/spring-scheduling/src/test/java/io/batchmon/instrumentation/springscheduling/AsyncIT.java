package io.batchmon.instrumentation.springscheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.AsyncAnnotationBeanPostProcessor;

/** {@code @Async} methods, in every version of Spring. */
class AsyncIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new SpringSchedulingInstrumentation());

  private final TaskScheduler executor = Schedulers.scheduler();
  private final GenericApplicationContext context = new GenericApplicationContext();

  interface Mail {
    void send(CountDownLatch sent);

    void bounce();

    Future<String> lose();
  }

  static class SmtpMail implements Mail {
    @Async
    @Override
    public void send(CountDownLatch sent) {
      sent.countDown();
    }

    @Async
    @Override
    public void bounce() {
      throw new IllegalStateException("no such user");
    }

    @Async
    @Override
    public Future<String> lose() {
      throw new IllegalStateException("no server");
    }
  }

  @BeforeEach
  void start() {
    RootBeanDefinition annotations = new RootBeanDefinition(AsyncAnnotationBeanPostProcessor.class);
    annotations.getPropertyValues().add("executor", executor);
    context.registerBeanDefinition("annotations", annotations);
    context.registerBeanDefinition("mail", new RootBeanDefinition(SmtpMail.class));
    context.refresh();
  }

  @AfterEach
  void stop() {
    context.close();
    Schedulers.pool(executor).destroy();
  }

  private Mail mail() {
    return context.getBean(Mail.class);
  }

  @Test
  void methodCalledInsideARunIsATaskOfIt() throws Exception {
    CountDownLatch sent = new CountDownLatch(1);
    OpenRun job = JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("test", "job")));

    mail().send(sent);
    RunAssert good = runs.take();
    mail().bounce();
    RunAssert bad = runs.take();
    JobRuns.end(job, RunResult.succeeded());

    RunAssert outer = runs.take();
    outer.isJob("test", null, "job").succeeded();
    assertThat(good.run().name().name()).endsWith("ail.send");
    good.isInside(outer).succeeded();
    assertThat(good.run().kind()).isEqualTo(RunKind.TASK);
    assertThat(good.run().submittedMillis()).isNotEqualTo(JobRun.NO_TIME);
    bad.isInside(outer).failedWith(IllegalStateException.class, "no such user");
    assertThat(sent.await(1, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void methodCalledOutsideOfARunIsNoneUnlessItsFailureWouldBeLost() throws Exception {
    CountDownLatch sent = new CountDownLatch(1);
    mail().send(sent);
    assertThat(sent.await(10, TimeUnit.SECONDS)).isTrue();
    Future<String> lost = mail().lose();
    try {
      assertThat(lost.get(10, TimeUnit.SECONDS)).isNull();
    } catch (java.util.concurrent.ExecutionException told) {
      assertThat(told).rootCause().hasMessage("no server");
    }

    mail().bounce();

    RunAssert taken = runs.take();
    taken.isOutermost().failedWith(IllegalStateException.class, "no such user");
    assertThat(taken.run().kind()).isEqualTo(RunKind.TASK);
    assertThat(taken.run().name().name()).endsWith("ail.bounce");
  }
}
