package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.it.ForkedJvm.Ended;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Frameworks that live in class loaders of their own, several at a time or one after another. */
class ClassLoadersIT {
  private static final int DEPLOYMENTS = 4;

  // why: the JDK's own caches, such as the one of bean properties that Quartz fills, are soft
  private static final String NO_SOFT_REFERENCES = "-XX:SoftRefLRUPolicyMSPerMB=0";

  @RegisterExtension static final Receivers receivers = new Receivers();

  static Stream<Jdk> jdks() {
    return Jdk.all();
  }

  private static String[] redeployed() {
    String[] arguments = new String[DEPLOYMENTS + 1];
    Arrays.fill(arguments, Programs.classPath());
    arguments[0] = "QuartzJobs";
    return arguments;
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void redeployedApplicationIsNotKept(Jdk jdk) {
    Ended without =
        ForkedJvm.on(jdk).option(NO_SOFT_REFERENCES).main("Loaders", redeployed()).run();
    assertThat(without.out()).as("what the application itself keeps").endsWith("kept 0\n");

    Ended ended = receivers.jvm(jdk).option(NO_SOFT_REFERENCES).main("Loaders", redeployed()).run();
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).isEqualTo(without.out());
    assertThat(receivers.spansOf("Good"))
        .hasSize(DEPLOYMENTS)
        .allSatisfy(
            span -> assertThat(span.attributes()).containsEntry("batch.job.outcome", "succeeded"));
    assertThat(receivers.spansOf("Bad"))
        .hasSize(DEPLOYMENTS)
        .allSatisfy(
            span -> {
              assertThat(span.statusCode()).isEqualTo("ERROR");
              assertThat(span.attributes())
                  .containsEntry("batch.job.outcome", "failed")
                  .containsEntry("error.type", "java.lang.IllegalStateException");
            });
    assertThat(receivers.spansOf("Refired")).hasSize(2 * DEPLOYMENTS);
    assertThat(receivers.spanOf("Loaders").attributes())
        .containsEntry("batch.job.outcome", "succeeded");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void oneFrameworkInTwoVersions(Jdk jdk) {
    Path floor = Path.of("target", "frameworks", "quartz-floor.jar").toAbsolutePath();
    assertThat(floor).as("copied by the build").exists();
    String newer = Programs.classPath();
    String older =
        newer.replaceFirst(
                "[^" + File.pathSeparator + "]*quartz-[^" + File.pathSeparator + "]*", "")
            + File.pathSeparator
            + floor;
    Ended ended =
        receivers
            .jvm(jdk)
            .option(NO_SOFT_REFERENCES)
            .main("Loaders", "QuartzJobs", older, newer)
            .run();
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).endsWith("kept 0\n");
    assertThat(receivers.spansOf("Good")).hasSize(2);
    assertThat(receivers.spansOf("Bad"))
        .hasSize(2)
        .allSatisfy(
            span -> {
              assertThat(span.statusCode()).isEqualTo("ERROR");
              assertThat(span.attributes())
                  .containsEntry("batch.job.outcome", "failed")
                  .containsEntry("error.type", "java.lang.IllegalStateException");
            });
    assertThat(receivers.spansOf("Refired")).hasSize(4);
  }
}
