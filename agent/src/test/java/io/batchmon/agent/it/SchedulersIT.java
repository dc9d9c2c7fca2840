package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.agent.it.ForkedJvm.Running;
import io.batchmon.standin.ReceivedSpan;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A good and a bad job of schedulers that are not tested for themselves under the shipped jar. */
class SchedulersIT {
  @RegisterExtension static final Receivers receivers = new Receivers();

  /** An application, the oldest JDK it runs on, and its jobs. */
  record Application(
      String main, int oldestJdk, List<String> libraries, String system, String good, String bad) {
    @Override
    public String toString() {
      return main;
    }
  }

  private static final List<Application> APPLICATIONS =
      List.of(
          new Application(
              "JobRunrJobs",
              8,
              List.of("jobrunr-", "jackson-", "asm-", "slf4j-"),
              "jobrunr",
              "JobRunrJobs.good",
              "JobRunrJobs.bad"),
          new Application(
              "DbSchedulerJobs",
              8,
              List.of("db-scheduler-", "micro-jdbc-", "h2-", "slf4j-"),
              "db_scheduler",
              "good",
              "bad"),
          new Application("HazelcastJobs", 8, List.of("hazelcast-"), "hazelcast", "good", "bad"),
          new Application(
              "PekkoJobs",
              8,
              List.of("pekko-", "scala-library-", "config-"),
              "pekko",
              "Good",
              "Bad"),
          new Application(
              "XxlJobs",
              8,
              List.of("xxl-job-core-", "groovy-", "gson-", "netty-", "slf4j-"),
              "xxl_job",
              "good",
              "bad"),
          new Application("CamelJobs", 11, List.of("camel-", "slf4j-"), "camel", "good", "bad"),
          new Application(
              "JberetJobs",
              11,
              List.of("jberet-", "weld-", "jakarta.", "jboss-", "wildfly-elytron-"),
              "jberet",
              "good",
              "bad"));

  record Case(Application application, Jdk jdk) {}

  static Stream<Case> cases() {
    return APPLICATIONS.stream()
        .flatMap(
            application -> {
              Stream<Jdk> usable =
                  Jdk.all().filter(jdk -> jdk.version() >= application.oldestJdk());
              return Stream.of(usable.findFirst().orElseThrow(), Jdk.newest())
                  .distinct()
                  .map(jdk -> new Case(application, jdk));
            });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void badJobIsOneMessageAndTheApplicationNoticesNothing(Case one) {
    Application application = one.application();
    String path = Programs.classPath(application.libraries());
    Running without = ForkedJvm.on(one.jdk()).command("-cp", path, application.main()).start();
    Ended ended =
        receivers
            .jvm(one.jdk())
            .env("BATCHMON_SHUTDOWN_TIMEOUT", "60s")
            .command("-cp", path, application.main())
            .run();
    Ended expected = without.await();
    assertThat(ended.err()).isEqualTo(expected.err());
    assertThat(ended.out()).isEqualTo(expected.out());
    assertThat(ended.exitCode()).isEqualTo(expected.exitCode()).isZero();

    ReceivedSpan good = spanOf(application, application.good());
    assertThat(good.statusCode()).isEqualTo("UNSET");
    assertThat(good.attributes())
        .containsEntry("batch.job.outcome", "succeeded")
        .doesNotContainKey("error.type");
    ReceivedSpan bad = spanOf(application, application.bad());
    assertThat(bad.statusCode()).isEqualTo("ERROR");
    assertThat(bad.attributes())
        .containsEntry("batch.job.outcome", "failed")
        .containsEntry("error.type", "java.lang.IllegalStateException");

    assertThat(receivers.messages()).hasSize(1);
    // why: a periodic task that throws is never run again
    String told = application.system().equals("pekko") ? "SCHEDULE DIED" : "FAILED";
    assertThat(receivers.messages().get(0).get("text").asText())
        .contains(told + ' ' + application.bad());
    assertThat(receivers.messages().get(0).toString()).contains("no connection to orders");
  }

  private static ReceivedSpan spanOf(Application application, String job) {
    List<ReceivedSpan> spans =
        receivers.spansOf(job).stream()
            .filter(span -> !span.attributes().containsKey("batch.step.name"))
            .toList();
    assertThat(spans).hasSize(1);
    ReceivedSpan span = spans.get(0);
    assertThat(span.name()).isEqualTo(job);
    // why: jobs of Jakarta Batch are launched by the main() that they are a part of
    assertThat(span.isRoot()).isEqualTo(!application.system().equals("jberet"));
    assertThat(span.attributes()).containsEntry("batch.job.system", application.system());
    return span;
  }
}
