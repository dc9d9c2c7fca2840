package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.standin.ReceivedEvent;
import io.batchmon.standin.ReceivedSpan;
import io.batchmon.standin.StandInSlack;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The shipped jar and the logging frameworks as applications configure them. */
class LogIT {
  private static final Path FRAMEWORKS = Path.of("target", "frameworks").toAbsolutePath();
  private static final int JAVA_OF_LOGBACK_1_5 = 11;

  @RegisterExtension static final Receivers receivers = new Receivers();

  @TempDir Path folder;

  /** A framework, how its file is named on the command line, and what is in it. */
  enum Framework {
    LOGBACK_FLOOR("logback-floor", "logback.configurationFile", "xml"),
    LOGBACK_NEWEST("logback-newest", "logback.configurationFile", "xml"),
    LOG4J("log4j", "log4j2.configurationFile", "xml"),
    LOG4J_1("log4j1", "log4j.configuration", "properties");

    private final String directory;
    private final String setting;
    private final String ending;

    Framework(String directory, String setting, String ending) {
      this.directory = directory;
      this.setting = setting;
      this.ending = ending;
    }

    boolean runsOn(Jdk jdk) {
      return this != LOGBACK_NEWEST || jdk.version() >= JAVA_OF_LOGBACK_1_5;
    }

    String classPath() {
      try (Stream<Path> jars = Files.list(FRAMEWORKS.resolve(directory))) {
        return Programs.CLASSES
            + File.pathSeparator
            + jars.sorted().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }

    /** A level, a name, a message; whatever is asked for in front. */
    String configuration(String front) {
      String pattern = front + "%p %c %m%n";
      return switch (this) {
        case LOGBACK_FLOOR, LOGBACK_NEWEST ->
            """
            <configuration>
              <appender name="C" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%s</pattern></encoder>
              </appender>
              <root level="info"><appender-ref ref="C"/></root>
            </configuration>
            """
                .formatted(pattern);
        case LOG4J ->
            """
            <Configuration>
              <Appenders><Console name="C"><PatternLayout pattern="%s"/></Console></Appenders>
              <Loggers><Root level="info"><AppenderRef ref="C"/></Root></Loggers>
            </Configuration>
            """
                .formatted(pattern);
        case LOG4J_1 ->
            """
            log4j.rootLogger=INFO, C
            log4j.appender.C=org.apache.log4j.ConsoleAppender
            log4j.appender.C.layout=org.apache.log4j.PatternLayout
            log4j.appender.C.layout.ConversionPattern=%s
            """
                .formatted(pattern);
      };
    }
  }

  static Stream<Arguments> frameworks() {
    return Stream.of(Jdk.all().findFirst().orElseThrow(), Jdk.running(), Jdk.newest())
        .distinct()
        .flatMap(
            jdk ->
                Stream.of(Framework.values())
                    .filter(framework -> framework.runsOn(jdk))
                    .map(framework -> Arguments.of(jdk, framework)));
  }

  private ForkedJvm configured(ForkedJvm jvm, Framework framework, String front)
      throws IOException {
    Path file = folder.resolve("logging." + framework.ending);
    Files.writeString(file, framework.configuration(front));
    return jvm.option("-D" + framework.setting + "=" + file.toUri());
  }

  private Ended run(ForkedJvm jvm, Framework framework, String front, String... arguments)
      throws IOException {
    ForkedJvm configured = configured(jvm, framework, front);
    return configured.command("-cp", framework.classPath(), "LogJobs").command(arguments).run();
  }

  @ParameterizedTest
  @MethodSource("frameworks")
  void outputWithoutKeysInItsPatternIsTheSameToTheByte(Jdk jdk, Framework framework)
      throws IOException {
    Ended without = run(ForkedJvm.on(jdk), framework, "[%X{customer}] ");
    Ended with = run(receivers.jvm(jdk), framework, "[%X{customer}] ");

    assertThat(with.out()).isEqualTo(without.out()).contains("[42] WARN com.acme.Loader slow");
    assertThat(with.err()).isEqualTo(without.err());
    assertThat(with.exitCode()).isZero();
    assertThat(receivers.spanOf("LogJobs").statusCode()).isEqualTo("UNSET");
  }

  @ParameterizedTest
  @MethodSource("frameworks")
  void lineSaysTheSpanThatIsExported(Jdk jdk, Framework framework) throws IOException {
    Ended ended =
        run(receivers.jvm(jdk), framework, "%X{trace_id}/%X{span_id}/%X{job_name}/%X{job_run_id} ");

    ReceivedSpan span = receivers.spanOf("LogJobs");
    String ids =
        span.traceId()
            + "/"
            + span.spanId()
            + "/LogJobs/"
            + span.attributes().get("batch.job.run.id")
            + " ";
    assertThat(span.attributes()).containsEntry("batch.job.outcome", "succeeded");
    assertThat(ended.out().lines())
        .containsExactly(
            ids + "INFO com.acme.Loader 3 invoices",
            ids + "WARN com.acme.Loader slow, password=hunter2secret",
            ids + "INFO com.acme.Loader done");
    assertThat(ended.err()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("frameworks")
  void failedJobIsToldWithItsLastLinesAndTheyAreExportedWhereAskedFor(Jdk jdk, Framework framework)
      throws IOException {
    Ended ended =
        run(receivers.jvm(jdk).env("BATCHMON_LOGS_EXPORT", "warn"), framework, "", "fail");

    assertThat(ended.exitCode()).isEqualTo(1);
    ReceivedSpan span = receivers.spanOf("LogJobs");
    assertThat(span.statusCode()).isEqualTo("ERROR");
    assertThat(span.attributes()).containsEntry("error.type", "java.lang.IllegalStateException");
    assertThat(receivers.messages()).hasSize(1);
    assertThat(StandInSlack.render(receivers.messages().get(0)))
        .contains("INFO  Loader: 3 invoices", "ERROR Loader: giving up: no rates")
        .doesNotContain("hunter2");
    List<ReceivedEvent> lines =
        receivers.collector().events().stream().filter(event -> event.name().isEmpty()).toList();
    assertThat(lines).extracting(ReceivedEvent::severity).containsExactly("WARN", "ERROR");
    assertThat(lines)
        .allSatisfy(
            line -> {
              assertThat(line.traceId()).isEqualTo(span.traceId());
              assertThat(line.spanId()).isEqualTo(span.spanId());
              assertThat(line.body()).doesNotContain("hunter2");
            });
  }

  @ParameterizedTest
  @MethodSource("frameworks")
  void linesAreJsonWhereAskedForWithoutAnotherConfiguration(Jdk jdk, Framework framework)
      throws IOException {
    Ended ended =
        run(
            receivers.jvm(jdk).env("BATCHMON_LOGS_FORMAT", "json"),
            framework,
            "[%X{customer}] ",
            "fail");

    ReceivedSpan span = receivers.spanOf("LogJobs");
    assertThat(span.statusCode()).isEqualTo("ERROR");
    assertThat(span.attributes()).containsEntry("error.type", "java.lang.IllegalStateException");
    ObjectMapper jackson = new ObjectMapper();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : ended.out().lines().toList()) {
      lines.add(jackson.readTree(line));
    }
    assertThat(lines)
        .extracting(line -> line.get("message").asText())
        .containsExactly("3 invoices", "slow, password=***", "giving up: no rates");
    assertThat(lines)
        .allSatisfy(
            line -> {
              assertThat(line.get("trace_id").asText()).isEqualTo(span.traceId());
              assertThat(line.get("span_id").asText()).isEqualTo(span.spanId());
              assertThat(line.get("job_name").asText()).isEqualTo("LogJobs");
              assertThat(line.get("service").asText()).isEqualTo("billing");
              assertThat(line.get("environment").asText()).isEqualTo("production");
              assertThat(line.get("logger").asText()).isEqualTo("com.acme.Loader");
              assertThat(line.get("thread").asText()).isEqualTo("main");
            });
  }

  @Test
  void twoApplicationsInLoadersOfTheirOwnBothCarryTheKeys() throws IOException {
    Framework framework = Framework.LOGBACK_FLOOR;
    Ended ended =
        configured(receivers.jvm(Jdk.running()), framework, "%X{trace_id} ")
            .command("-cp", Programs.CLASSES.toString(), "LogLoaders", framework.classPath())
            .run();

    ReceivedSpan span = receivers.spanOf("LogLoaders");
    assertThat(span.attributes()).containsEntry("batch.job.outcome", "succeeded");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out().lines()).hasSize(6).allMatch(line -> line.startsWith(span.traceId()));
  }
}
