package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.standin.ReceivedMetric;
import io.batchmon.standin.ReceivedSpan;
import io.batchmon.standin.ReceivedSpan.SpanEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a job did with a database, by the shipped jar. */
class SqlIT {
  @RegisterExtension static final Receivers receivers = new Receivers();

  private static final Duration LIMIT = Duration.ofSeconds(60);

  static Stream<Jdk> jdks() {
    return Jdk.all();
  }

  private static Map<String, Object> event(ReceivedSpan span, String name, String summary) {
    return span.events().stream()
        .filter(event -> event.name().equals(name))
        .map(SpanEvent::attributes)
        .filter(attributes -> summary.equals(attributes.get("db.query.summary")))
        .findFirst()
        .orElseThrow(() -> new AssertionError(span.events().toString()));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void sumsAndShapesOfAJob(Jdk jdk) {
    Ended ended = receivers.jvm(jdk).env("BATCHMON_SQL_SLOW", "250ms").main("SqlJobs").run();
    assertThat(ended.out().lines()).containsExactly("done");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.exitCode()).isZero();

    ReceivedSpan span = receivers.collector().awaitSpan(s -> s.name().equals("SqlJobs"), LIMIT);
    assertThat(receivers.collector().spans()).as("no span for each statement").hasSize(1);
    assertThat(span.statusCode()).isEqualTo("UNSET");
    assertThat(span.attributes())
        .containsEntry("batch.sql.count", 1005L)
        .containsEntry("batch.sql.rows", 1100L)
        .containsEntry("batch.sql.rollbacks", 1L)
        // why: on a busy machine another statement may be slow, too
        .containsKey("batch.sql.slow")
        .doesNotContainKey("batch.sql.errors");
    assertThat((Double) span.attributes().get("batch.sql.duration")).isGreaterThan(0.3);

    assertThat(event(span, "batch.sql", "INSERT entries"))
        .containsEntry("batch.sql.count", 1000L)
        .containsEntry("batch.sql.rows", 1000L)
        .containsEntry("db.system.name", "h2database")
        .containsEntry("db.namespace", "ledger")
        .containsEntry("db.operation.name", "INSERT")
        .containsEntry("db.query.text", "INSERT INTO entries VALUES (?)")
        .containsKeys("batch.sql.p95", "batch.sql.slowest", "batch.sql.duration");
    assertThat(event(span, "batch.sql", "UPDATE entries"))
        .containsEntry("batch.sql.count", 1L)
        .containsEntry("batch.sql.batch_size", 100.0)
        .containsEntry("batch.sql.rows", 100L);
    assertThat(event(span, "batch.sql", "CREATE archive"))
        .as("by a driver of another class loader")
        .containsEntry("db.namespace", "archive");
    assertThat(event(span, "batch.sql.slow", "SELECT entries"))
        .containsEntry("db.query.text", "SELECT NAP(?), ? FROM entries WHERE id = ?")
        .satisfies(slow -> assertThat((Double) slow.get("batch.sql.duration")).isGreaterThan(0.29));
    assertThat(span.toString()).doesNotContain("hunter2");

    List<ReceivedMetric> durations =
        receivers.collector().metrics().stream()
            .filter(metric -> metric.name().equals("db.client.operation.duration"))
            .toList();
    assertThat(durations)
        .anySatisfy(
            point ->
                assertThat(point.attributes())
                    .containsEntry("db.query.summary", "INSERT entries")
                    .containsEntry("db.system.name", "h2database")
                    .containsEntry("db.operation.name", "INSERT"));
    assertThat(durations.toString()).doesNotContain("hunter2");
  }

  @Test
  void failureSaysWhatTheDatabaseSaid() {
    Ended ended = receivers.jvm(Jdk.running()).main("SqlJobs", "fail").run();
    assertThat(ended.exitCode()).isEqualTo(1);

    ReceivedSpan span = receivers.collector().awaitSpan(s -> s.name().equals("SqlJobs"), LIMIT);
    assertThat(span.statusCode()).isEqualTo("ERROR");
    assertThat(span.attributes())
        .containsEntry("batch.job.outcome", "failed")
        .containsEntry("error.type", "org.h2.jdbc.JdbcSQLIntegrityConstraintViolationException")
        .containsEntry("batch.sql.state", "23505")
        .containsEntry("batch.sql.errors", 1L);
    assertThat(
            span.events().stream()
                .filter(event -> event.name().equals("batch.sql"))
                .map(SpanEvent::attributes))
        .anySatisfy(
            shape ->
                assertThat(shape)
                    .containsEntry("batch.sql.error", "23505")
                    .containsEntry("batch.sql.errors", 1L));
  }

  @Test
  void switchedOffNothingIsHooked() {
    Ended ended =
        receivers
            .jvm(Jdk.running())
            .env("BATCHMON_INSTRUMENTATION_JDBC_ENABLED", "false")
            .main("SqlJobs")
            .run();
    assertThat(ended.exitCode()).isZero();
    ReceivedSpan span = receivers.collector().awaitSpan(s -> s.name().equals("SqlJobs"), LIMIT);
    assertThat(span.statusCode()).isEqualTo("UNSET");
    assertThat(span.attributes()).doesNotContainKey("batch.sql.count");
    assertThat(span.events()).isEmpty();
  }
}
