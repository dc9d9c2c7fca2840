package io.batchmon.instrumentation.springcloudtask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.RunKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.task.configuration.EnableTask;
import org.springframework.cloud.task.listener.TaskException;
import org.springframework.context.annotation.Configuration;

/** The starter for a job of one step, from a flat file to a table, without a line of code. */
class SingleStepIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new AllOfATask());

  private static final JdbcDataSource DATABASE = new JdbcDataSource();

  @TempDir private Path folder;

  @Configuration
  @EnableTask
  @EnableAutoConfiguration
  public static class Application {}

  private Throwable run(String lines, String... arguments) throws Exception {
    DATABASE.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    DATABASE.setUser("sa");
    execute("create table customer (id int primary key, name varchar(5))");
    Path file = Files.writeString(folder.resolve("customers.csv"), lines);
    List<String> all =
        new ArrayList<>(
            List.of(
                "--spring.cloud.task.name=customers",
                "--spring.datasource.url=" + DATABASE.getURL(),
                "--spring.main.banner-mode=off",
                "--spring.autoconfigure.exclude=" + AllOfATask.EXCLUDED,
                "--spring.batch.jdbc.initialize-schema=always",
                "--spring.batch.job.job-name=importJob",
                "--spring.batch.job.step-name=lines",
                "--spring.batch.job.chunk-size=2",
                "--spring.batch.job.flatfileitemreader.name=reader",
                "--spring.batch.job.flatfileitemreader.resource=" + file.toUri(),
                "--spring.batch.job.flatfileitemreader.delimited=true",
                "--spring.batch.job.flatfileitemreader.names=id,name",
                "--spring.batch.job.jdbcbatchitemwriter.name=writer",
                "--spring.batch.job.jdbcbatchitemwriter.sql="
                    + "insert into customer values (:id, :name)"));
    all.addAll(List.of(arguments));
    return catchThrowable(
        () -> {
          SpringApplication application = new SpringApplication(Application.class);
          application.setRegisterShutdownHook(false);
          application.run(all.toArray(new String[0])).close();
        });
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = DATABASE.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String names() throws SQLException {
    StringBuilder names = new StringBuilder();
    try (Connection connection = DATABASE.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select name from customer order by id")) {
      while (rows.next()) {
        names.append(rows.getString(1)).append(' ');
      }
    }
    return names.toString();
  }

  private static RunAssert takeStep() {
    return runs.take().is(RunKind.STEP, "spring_batch", "importJob", "lines");
  }

  private static RunAssert takeJob() {
    return runs.take().isJob("spring_batch", null, "importJob");
  }

  private static RunAssert takeTask() {
    return runs.take().isJob("spring_cloud_task", null, "customers").isOutermost();
  }

  @Test
  void jobIsInsideTheTask() throws Exception {
    assertThat(run("1,Ann\n2,Bob\n3,Cid\n")).isNull();

    RunAssert step = takeStep().succeeded();
    RunAssert job = takeJob().hasStatus("COMPLETED").succeeded();
    RunAssert task = takeTask().hasExitCode("0").succeeded();
    step.hasItems(3, 3, 0, 0, 2, 0).isInside(job);
    job.isInside(task);
    assertThat(names()).isEqualTo("Ann Bob Cid ");
  }

  @Test
  void taskOfAJobThatFailedHasSucceeded() throws Exception {
    assertThat(run("1,Ann\n2,Bob\n3,Christopher\n")).isNull();

    RunAssert step = takeStep().hasStatus("FAILED");
    step.failedWith(step.result().failure().getClass(), step.result().failure().getMessage());
    RunAssert job = takeJob().hasStatus("FAILED");
    job.failedWith(step.result().failure().getClass(), step.result().failure().getMessage());
    takeTask().hasExitCode("0").succeeded();
    assertThat(job.result().failure()).hasStackTraceContaining("too long");
    assertThat(names()).isEqualTo("Ann Bob ");
  }

  @Test
  void taskIsMadeToFailWithItsJob() throws Exception {
    assertThat(run("1\n", "--spring.cloud.task.batch.fail-on-job-failure=true")).isNotNull();

    RunAssert step = takeStep().hasStatus("FAILED");
    step.failedWith(step.result().failure().getClass(), step.result().failure().getMessage());
    RunAssert job = takeJob().hasStatus("FAILED");
    job.failedWith(step.result().failure().getClass(), step.result().failure().getMessage());
    RunAssert task = takeTask().hasExitCode("1");
    task.failedWith(TaskException.class, task.result().failure().getMessage());
    job.isInside(task);
  }
}
