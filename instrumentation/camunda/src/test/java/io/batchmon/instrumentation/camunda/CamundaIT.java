package io.batchmon.instrumentation.camunda;

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
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineConfiguration;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.jobexecutor.DefaultJobExecutor;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.camunda.bpm.engine.runtime.Job;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the jobs of a real Camunda become. Jobs cannot be stopped, and one whose lock is not won is
 * put back before it begins.
 */
class CamundaIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new CamundaInstrumentation());

  private static final BlockingQueue<String> SEEN = new LinkedBlockingQueue<>();
  private static final String START =
      "<?xml version='1.0' encoding='UTF-8'?>"
          + "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'"
          + " xmlns:camunda='http://camunda.org/schema/1.0/bpmn' targetNamespace='test'>";

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
  static void startEngine() {
    ProcessEngineConfigurationImpl configuration = new StandaloneInMemProcessEngineConfiguration();
    configuration.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    configuration.setDatabaseSchemaUpdate(ProcessEngineConfiguration.DB_SCHEMA_UPDATE_TRUE);
    JobExecutor executor = new DefaultJobExecutor();
    executor.setWaitTimeInMillis(50);
    executor.setMaxWait(100);
    configuration.setJobExecutor(executor);
    configuration.setJobExecutorActivate(true);
    configuration.setDefaultNumberOfRetries(3);
    engine = configuration.buildProcessEngine();
    deploy(
        "invoices",
        "<startEvent id='start'/>"
            + "<sequenceFlow id='f1' sourceRef='start' targetRef='send'/>"
            + "<serviceTask id='send' camunda:asyncBefore='true' camunda:class='"
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
            + "<serviceTask id='remind' camunda:class='"
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
                + "' isExecutable='true' camunda:historyTimeToLive='P1D'>"
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
        .isJob("camunda", "invoices", "send")
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
  void failureIsRetriedUntilTheJobIsAnIncident() {
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
    last.hasStatus("incident");
    assertThat(last.result().isRetried()).isFalse();
    assertThat(last.run().instanceId()).isEqualTo(first.run().instanceId());
    Job dead =
        engine
            .getManagementService()
            .createJobQuery()
            .processInstanceId(process)
            .noRetriesLeft()
            .singleResult();
    assertThat(dead.getExceptionMessage()).isEqualTo("No disk");
  }

  @Test
  void errorIsAFailureToo() {
    body =
        execution -> {
          body = nothing -> {};
          throw new StackOverflowError("Too deep");
        };

    String process = start("invoices");

    takeInvoices(process, 1).failedWith(StackOverflowError.class, "Too deep").isRetried();
    takeInvoices(process, 2).succeeded();
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
        runs.take().isJob("camunda", "reminder", "wait").isOutermost().hasAttempt(1).succeeded();

    taken
        .hasTrigger("timer-intermediate-transition")
        .hasAttribute("batch.process.instance.id", process);
    assertThat(taken.run().scheduledMillis()).isEqualTo(due.getTime());
  }

  @Test
  void jobsAtTheSameTimeAreRunsOfTheirOwn() {
    CyclicBarrier together = new CyclicBarrier(2);
    body = execution -> together.await(60, TimeUnit.SECONDS);

    start("invoices");
    start("invoices");

    RunAssert one = runs.take().isJob("camunda", "invoices", "send").isOutermost().succeeded();
    RunAssert two = runs.take().isJob("camunda", "invoices", "send").isOutermost().succeeded();
    assertThat(one.run().instanceId()).isNotEqualTo(two.run().instanceId());
  }

  @Test
  void withoutTheAgentTheJobRunsAsEver() throws Exception {
    JobRuns.listen(null);

    String process = start("invoices");

    assertThat(SEEN.poll(30, TimeUnit.SECONDS)).isEqualTo(process);
  }
}
