package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.standin.StandInCollector;
import io.batchmon.standin.StandInSlack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * While nothing is wrong with agent, collector and channel, an application is the same with the
 * agent as without: output and exit code to the byte, class-data sharing, and its end.
 */
class UnnoticedIT {
  private static StandInCollector collector;
  private static StandInSlack slack;

  @BeforeAll
  static void start() throws IOException {
    collector = StandInCollector.start();
    slack = StandInSlack.start();
  }

  @AfterAll
  static void stop() throws IOException {
    collector.close();
    slack.close();
  }

  private static ForkedJvm withAgent(Jdk jdk) {
    return ForkedJvm.on(jdk)
        .agent()
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint())
        .env("BATCHMON_ENVIRONMENT", "production")
        .env("BATCHMON_SLACK_WEBHOOK_URL", slack.url());
  }

  static Stream<Arguments> endings() {
    return Jdk.all()
        .flatMap(
            jdk ->
                Stream.of(
                        "return",
                        "throw",
                        "exit0",
                        "exit3",
                        "exitInThread",
                        "throwInLastThread",
                        "handlerExits",
                        "halt5",
                        "hooks")
                    .map(ending -> Arguments.of(jdk, ending)));
  }

  @ParameterizedTest
  @MethodSource("endings")
  void mainEndsAsWithoutTheAgent(Jdk jdk, String ending) {
    Ended without = ForkedJvm.on(jdk).main("Endings", ending).run();
    Ended with = withAgent(jdk).main("Endings", ending).run();
    assertThat(with.exitCode()).isEqualTo(without.exitCode());
    assertThat(with.out()).isEqualTo(without.out());
    assertThat(with.err()).isEqualTo(without.err());
  }

  static Stream<Jdk> jdks() {
    return Jdk.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void terminatedMainEndsAsWithoutTheAgent(Jdk jdk) {
    Ended without =
        ForkedJvm.on(jdk).main("Endings", "wait").start().awaitLine("ready").terminate().await();
    Ended with =
        withAgent(jdk).main("Endings", "wait").start().awaitLine("ready").terminate().await();
    assertThat(with.exitCode()).isEqualTo(without.exitCode()).isEqualTo(143);
    assertThat(with.out()).isEqualTo(without.out());
    assertThat(with.err()).isEqualTo(without.err());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void quartzApplicationEndsAsWithoutTheAgent(Jdk jdk) {
    Ended without = ForkedJvm.on(jdk).main("QuartzJobs", "Good", "Bad", "Refired").run();
    Ended with = withAgent(jdk).main("QuartzJobs", "Good", "Bad", "Refired").run();
    assertThat(with.exitCode()).isEqualTo(without.exitCode()).isZero();
    assertThat(with.out()).isEqualTo(without.out());
    assertThat(with.err()).isEqualTo(without.err());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void wovenClassesOfTheJdkAreVerified(Jdk jdk) {
    String[] verify =
        jdk.version() < 13
            ? new String[] {"-Xverify:all"}
            : new String[] {
              "-XX:+UnlockDiagnosticVMOptions",
              "-XX:+BytecodeVerificationLocal",
              "-XX:+BytecodeVerificationRemote"
            };
    Ended with = withAgent(jdk).option(verify).main("QuartzJobs", "Good", "Bad").run();
    assertThat(with.err()).isEmpty();
    assertThat(with.exitCode()).isZero();
  }

  static Stream<Jdk> jdksWithAppCds() {
    return Jdk.all().filter(jdk -> jdk.version() >= 17);
  }

  @ParameterizedTest
  @MethodSource("jdksWithAppCds")
  void classDataSharingStaysOnAndSilent(Jdk jdk, @TempDir Path directory) {
    String archive = directory.resolve("app.jsa").toString();
    String[] program = {"-cp", Programs.jar(directory).toString(), "Endings", "return"};
    ForkedJvm.on(jdk).option("-XX:ArchiveClassesAtExit=" + archive).command(program).run();
    String[] sharing = {"-XX:SharedArchiveFile=" + archive, "-Xlog:class+load"};
    Ended without = ForkedJvm.on(jdk).option(sharing).command(program).run();
    Ended with = withAgent(jdk).option(sharing).command(program).run();
    assertThat(with.err()).isEqualTo(without.err());
    assertThat(ofApplication(without)).as("without the agent").contains("shared objects file");
    assertThat(ofApplication(with)).as("with the agent").contains("shared objects file");
    assertThat(shared(with)).isGreaterThanOrEqualTo(shared(without) * 9 / 10);
  }

  private static long shared(Ended ended) {
    return ended.out().lines().filter(line -> line.contains("source: shared objects file")).count();
  }

  private static String ofApplication(Ended ended) {
    return ended
        .out()
        .lines()
        .filter(line -> line.contains("Endings$Ledger "))
        .findFirst()
        .orElse("");
  }

  @Test
  void agentStartsNoThreadThatKeepsTheJvm() {
    Ended with = withAgent(Jdk.running()).main("Endings", "return").run();
    assertThat(with.exitCode()).isZero();
    assertThat(with.millis()).as("the JVM ended by itself").isLessThan(60_000);
  }

  @Test
  void buildToolsAreLeftAlone() {
    Ended with =
        withAgent(Jdk.running())
            .option("-Xlog:class+load")
            .command("-m", "jdk.compiler/com.sun.tools.javac.Main", "-version")
            .run();
    assertThat(with.out()).doesNotContain("io.batchmon.agent");
  }
}
