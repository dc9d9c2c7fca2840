package com.acme.backoffice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.THROWABLE;

import com.acme.backoffice.imports.BatchSchedule;
import com.acme.backoffice.maintenance.SchemaMigration;
import com.acme.backoffice.orders.MailDelivery;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.listeners.JobListenerSupport;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.file.FlatFileParseException;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import org.springframework.scheduling.config.Task;
import org.springframework.scheduling.config.TaskExecutionOutcome;
import org.springframework.test.context.ActiveProfiles;

/** Each job's outcome as its own framework sees it. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ActiveProfiles("quiet")
class BackofficeApplicationTest {
  private record QuartzRun(
      int refires,
      @Nullable Object result,
      @Nullable JobExecutionException failure,
      boolean vetoed) {
    Throwable cause() {
      return Objects.requireNonNull(failure).getCause();
    }
  }

  private static final class QuartzRuns extends JobListenerSupport {
    final BlockingQueue<QuartzRun> ended = new LinkedBlockingQueue<>();

    @Override
    public String getName() {
      return "quartz-runs";
    }

    @Override
    public void jobExecutionVetoed(JobExecutionContext context) {
      ended.add(new QuartzRun(0, null, null, true));
    }

    @Override
    public void jobWasExecuted(
        JobExecutionContext context, @Nullable JobExecutionException failure) {
      ended.add(new QuartzRun(context.getRefireCount(), context.getResult(), failure, false));
    }
  }

  private final QuartzRuns quartzRuns = new QuartzRuns();
  @Autowired Scheduler quartz;
  @Autowired JobRepository batch;
  @Autowired JobOperator operator;
  @Autowired Job customerImportJob;
  @Autowired BatchSchedule batchSchedule;
  @Autowired ScheduledTaskHolder scheduledTasks;
  @Autowired MailDelivery mailDelivery;
  @Autowired JdbcTemplate database;
  @LocalServerPort int port;

  @BeforeEach
  void listen() throws SchedulerException {
    quartz.getListenerManager().addJobListener(quartzRuns);
  }

  @AfterEach
  void stopListening() throws SchedulerException {
    quartz.getListenerManager().removeJobListener(quartzRuns.getName());
  }

  private QuartzRun run(String group, String name) throws Exception {
    quartz.triggerJob(JobKey.jobKey(name, group));
    return next();
  }

  private QuartzRun next() throws InterruptedException {
    return Objects.requireNonNull(quartzRuns.ended.poll(30, TimeUnit.SECONDS), "no run ended");
  }

  @Test
  void settlementLosesItsConnectionInTheSecondNight() throws Exception {
    assertThat(run("billing", "nightly-settlement").result()).isEqualTo(40);
    assertThat(run("billing", "nightly-settlement").cause())
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("Connection is broken");
    assertThat(run("billing", "nightly-settlement").result()).isEqualTo(40);
  }

  @Test
  void reportTimesOutOnce() throws Exception {
    assertThat(run("reports", "daily-report").cause()).isInstanceOf(SocketTimeoutException.class);
    assertThat(run("reports", "daily-report").result()).isEqualTo("revenue,48210.50");
  }

  @Test
  void exchangeRatesSucceedInTheSecondAttempt() throws Exception {
    QuartzRun first = run("partners", "exchange-rates");
    QuartzRun second = next();

    assertThat(first.cause()).hasMessage("The partner answered 503");
    assertThat(second.refires()).isEqualTo(1);
    assertThat(second.failure()).isNull();
    assertThat(second.result()).isEqualTo("EUR,1.0;USD,1.09");
  }

  @Test
  void cleanupSucceeds() throws Exception {
    QuartzRun cleanup = run("maintenance", "cleanup");

    assertThat(cleanup.failure()).isNull();
    assertThat(cleanup.result()).isEqualTo(1);
  }

  @Test
  void archiveIsVetoedOnce() throws Exception {
    assertThat(run("maintenance", "archive").vetoed()).isTrue();
    assertThat(run("maintenance", "archive"))
        .matches(run -> !run.vetoed() && run.failure() == null);
  }

  @Test
  void customerImportFailsAtTheBadRowAndSucceedsWithTheCorrectedFile() throws Exception {
    batchSchedule.importCustomers();
    JobExecution bad = last("customer-import");
    batchSchedule.importCustomers();
    JobExecution corrected = last("customer-import");

    assertThat(bad.getStatus()).isEqualTo(BatchStatus.FAILED);
    assertThat(corrected.getStatus()).isEqualTo(BatchStatus.COMPLETED);
    assertThat(corrected.getJobInstance()).isEqualTo(bad.getJobInstance());
    assertThat(corrected.getStepExecutions())
        .singleElement()
        .extracting(StepExecution::getWriteCount)
        .isEqualTo(4L);
  }

  @Test
  void badRowIsWhyTheImportFails() throws Exception {
    JobExecution bad =
        operator.start(
            customerImportJob,
            new JobParametersBuilder()
                .addLocalDate("day", LocalDate.of(2025, 12, 31))
                .addString("file", "classpath:files/customers.csv", false)
                .toJobParameters());

    assertThat(bad.getStatus()).isEqualTo(BatchStatus.FAILED);
    assertThat(bad.getAllFailureExceptions())
        .singleElement(THROWABLE)
        .cause()
        .isInstanceOf(FlatFileParseException.class)
        .hasMessageContaining("line: 6")
        .hasCauseInstanceOf(NumberFormatException.class);
  }

  @Test
  void ledgerLoadSkipsTwoRows() throws Exception {
    batchSchedule.loadLedger();
    JobExecution load = last("ledger-load");

    assertThat(load.getStatus()).isEqualTo(BatchStatus.COMPLETED);
    StepExecution step = load.getStepExecutions().iterator().next();
    assertThat(step.getReadSkipCount()).isEqualTo(2);
    assertThat(step.getWriteCount()).isEqualTo(22);
  }

  private JobExecution last(String job) {
    return Objects.requireNonNull(
        batch.getLastJobExecution(Objects.requireNonNull(batch.getLastJobInstance(job))));
  }

  @Test
  void remindersSucceed() {
    Task reminders = task("sendReminders");
    reminders.getRunnable().run();

    assertThat(reminders.getLastExecutionOutcome().status())
        .isEqualTo(TaskExecutionOutcome.Status.SUCCESS);
  }

  @Test
  void priceFeedThrowsTheSecondTime() {
    Task feed = task("refreshPrices");
    feed.getRunnable().run();

    assertThatThrownBy(feed.getRunnable()::run).isInstanceOf(NumberFormatException.class);
    assertThat(feed.getLastExecutionOutcome().status())
        .isEqualTo(TaskExecutionOutcome.Status.ERROR);
    feed.getRunnable().run();
    assertThat(feed.getLastExecutionOutcome().status())
        .isEqualTo(TaskExecutionOutcome.Status.SUCCESS);
  }

  private Task task(String method) {
    return scheduledTasks.getScheduledTasks().stream()
        .map(scheduled -> scheduled.getTask())
        .filter(task -> task.toString().endsWith("." + method))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void mailScheduleDiesOfAnEmptyQueue() {
    assertThatThrownBy(() -> mailDelivery.schedule().get(30, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(NoSuchElementException.class);
  }

  @Test
  void schemaMigrationMeetsATableThatIsNotThere() {
    assertThatThrownBy(() -> new SchemaMigration(database).run())
        .isInstanceOf(BadSqlGrammarException.class)
        .hasRootCauseInstanceOf(SQLException.class);
  }

  @Test
  void endpointsAnswer() throws Exception {
    assertThat(body("GET", "/health")).isEqualTo("{\"status\":\"UP\"}");
    assertThat(body("POST", "/orders")).isEqualTo("{\"accepted\":true}");
    assertThat(body("GET", "/orders")).contains("coffee");
    assertThat(body("GET", "/report")).isEqualTo("{\"report\":\"COMPLETED\"}");
    assertThat(last("customer-report").getStatus()).isEqualTo(BatchStatus.COMPLETED);
  }

  private String body(String method, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }
}
