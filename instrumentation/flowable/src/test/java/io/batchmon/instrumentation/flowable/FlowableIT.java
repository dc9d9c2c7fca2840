package io.batchmon.instrumentation.flowable;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobRuns;
import java.util.Date;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.flowable.engine.ProcessEngine;
import org.flowable.engine.ProcessEngineConfiguration;
import org.flowable.engine.delegate.DelegateExecution;
import org.flowable.engine.delegate.JavaDelegate;
import org.flowable.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.flowable.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.flowable.job.api.Job;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the jobs of a real Flowable become. Jobs cannot be stopped, and one whose lock is not won is
 * put back before it begins.
 */
class FlowableIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new FlowableInstrumentation());

  private static final BlockingQueue<String> SEEN = new LinkedBlockingQueue<>();
  private static final String START =
      "<?xml version='1.0' encoding='UTF-8'?>"
          + "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'"
          + " xmlns:flowable='http://flowable.org/bpmn' targetNamespace='test'>";

  private static volatile Body body = execution -> {};
  private static ProcessEngine engine;

  /** What a service task does. */
  private interface Body {
    void run(DelegateExecution execution) throws Exception;
  }

  /** Of the service task in each process. */
  public static class Work implements JavaDelegate {
    @Override
    public void execute(DelegateExecution execution) {
      try {
        body.run(execution);
        SEEN.add(execution.getProcessInstanceId());
      } catch (RuntimeException failure) {
        throw failure;
      } catch (Exception failure) {
        throw new IllegalStateException(failure);
      }
    }
  }

  @BeforeAll
  @SuppressWarnings("deprecation")
  static void startEngine() {
    ProcessEngineConfigurationImpl configuration = new StandaloneInMemProcessEngineConfiguration();
    configuration.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    configuration.setDatabaseSchemaUpdate(ProcessEngineConfiguration.DB_SCHEMA_UPDATE_TRUE);
    configuration.setDisableIdmEngine(true);
    configuration.setAsyncExecutorActivate(true);
    configuration.setAsyncExecutorDefaultAsyncJobAcquireWaitTime(50);
    configuration.setAsyncExecutorDefaultTimerJobAcquireWaitTime(50);
    configuration.setAsyncFailedJobWaitTime(0);
    configuration.setDefaultFailedJobWaitTime(0);
    engine = configuration.buildProcessEngine();
    deploy(
        "invoices",
        "<startEvent id='start'/>"
            + "<sequenceFlow id='f1' sourceRef='start' targetRef='send'/>"
            + "<serviceTask id='send' flowable:async='true' flowable:class='"
            + Work.class.getName()
            + "'/>"
            + "<sequenceFlow id='f2' sourceRef='send' targetRef='end'/><endEvent id='end'/>");
    deploy(
        "reminder",
        "<startEvent id='start'/>"
            + "<sequenceFlow id='f1' sourceRef='start' targetRef='wait'/>"
            + "<intermediateCatchEvent id='wait'><timerEventDefinition>"
            + "<timeDate>${due}</timeDate>"
            + "</timerEventDefinition></intermediateCatchEvent>"
            + "<sequenceFlow id='f2' sourceRef='wait' targetRef='remind'/>"
            + "<serviceTask id='remind' flowable:class='"
            + Work.class.getName()
            + "'/>"
            + "<sequenceFlow id='f3' sourceRef='remind' targetRef='end'/><endEvent id='end'/>");
  }

  private static void deploy(String key, String flow) {
    engine
        .getRepositoryService()
        .createDeployment()
        .addString(
            key + ".bpmn20.xml",
            START
                + "<process id='"
                + key
                + "' isExecutable='true'>"
                + flow
                + "</process></definitions>")
        .deploy();
  }

  @AfterAll
  static void closeEngine() {
    engine.close();
  }

  @BeforeEach
  void doNothing() {
    SEEN.clear();
    body = execution -> {};
  }

  private static String start(String key) {
    return engine.getRuntimeService().startProcessInstanceByKey(key).getId();
  }

  private static RunAssert takeInvoices(String process, int attempt) {
    return runs.take()
        .isJob("flowable", "invoices", "send")
        .isOutermost()
        .hasAttempt(attempt)
        .hasTrigger("async-continuation")
        .hasAttribute("batch.process.instance.id", process);
  }

  @Test
  void jobOfAnAsynchronousActivityIsOneSucceededRun() throws Exception {
    String process = start("invoices");

    RunAssert taken = takeInvoices(process, 1).succeeded();

    assertThat(SEEN.poll(30, TimeUnit.SECONDS)).isEqualTo(process);
    assertThat(taken.run().instanceId()).isNotEmpty().isNotEqualTo(process);
  }

  @Test
  void failureIsRetriedUntilTheJobIsADeadLetter() {
    body =
        execution -> {
          throw new IllegalStateException("No disk");
        };

    String process = start("invoices");

    RunAssert first = takeInvoices(process, 1).failedWith(IllegalStateException.class, "No disk");
    RunAssert second = takeInvoices(process, 2).failedWith(IllegalStateException.class, "No disk");
    RunAssert last = takeInvoices(process, 3).failedWith(IllegalStateException.class, "No disk");
    first.isRetried();
    second.isRetried().hasStatus(null);
    last.hasStatus("dead letter");
    assertThat(last.result().isRetried()).isFalse();
    assertThat(last.run().instanceId()).isEqualTo(first.run().instanceId());
    assertThat(engine.getManagementService().createDeadLetterJobQuery().list())
        .filteredOn(job -> process.equals(job.getProcessInstanceId()))
        .extracting(Job::getExceptionMessage)
        .containsExactly("No disk");
  }

  @Test
  void errorIsAFailureToo() {
    body =
        execution -> {
          body = nothing -> {};
          throw new StackOverflowError("Too deep");
        };

    String process = start("invoices");

    RunAssert first = takeInvoices(process, 1).failedWith(StackOverflowError.class, "Too deep");
    if (Integer.getInteger("version.line", 1) == 0) {
      // why: it commits what the job had done so far, and so the end of the job
      assertThat(first.result().isRetried()).isFalse();
      assertThat(engine.getManagementService().createTimerJobQuery().list()).isEmpty();
    } else {
      first.isRetried();
      takeInvoices(process, 2).succeeded();
    }
  }

  @Test
  void timerHasItsDueDate() {
    Date due = new Date(System.currentTimeMillis() / 1000 * 1000 - 5000);
    String process =
        engine
            .getRuntimeService()
            .startProcessInstanceByKey("reminder", java.util.Map.of("due", due))
            .getId();

    RunAssert taken =
        runs.take().isJob("flowable", "reminder", "wait").isOutermost().hasAttempt(1).succeeded();

    taken.hasTrigger("trigger-timer").hasAttribute("batch.process.instance.id", process);
    assertThat(taken.run().scheduledMillis()).isEqualTo(due.getTime());
  }

  @Test
  void jobsAtTheSameTimeAreRunsOfTheirOwn() {
    CyclicBarrier together = new CyclicBarrier(2);
    body = execution -> together.await(60, TimeUnit.SECONDS);

    start("invoices");
    start("invoices");

    RunAssert one = runs.take().isJob("flowable", "invoices", "send").isOutermost().succeeded();
    RunAssert two = runs.take().isJob("flowable", "invoices", "send").isOutermost().succeeded();
    assertThat(one.run().instanceId()).isNotEqualTo(two.run().instanceId());
  }

  @Test
  void withoutTheAgentTheJobRunsAsEver() throws Exception {
    JobRuns.listen(null);

    String process = start("invoices");

    assertThat(SEEN.poll(30, TimeUnit.SECONDS)).isEqualTo(process);
  }
}
