package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.it.ForkedJvm.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pools, futures and threads of the JDK do under the shipped jar, inside a run, what they do
 * without it: seeded random programs, compared line by line.
 */
class ThreadSemanticsIT {
  @RegisterExtension static final Receivers receivers = new Receivers();

  private static final String PROGRAMS = "40";

  static Stream<Jdk> jdks() {
    return Jdk.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void randomProgramsDoTheSame(Jdk jdk, @TempDir Path directory) throws IOException {
    Path log = directory.resolve("batchmon.log");
    Ended without = ForkedJvm.on(jdk).main("ThreadSemantics", PROGRAMS).run();
    Ended with =
        receivers
            .jvm(jdk)
            .option(
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:+BytecodeVerificationLocal",
                "-XX:+BytecodeVerificationRemote")
            .env("BATCHMON_MAIN", "true")
            .env("BATCHMON_LOG_LEVEL", "info")
            .env("BATCHMON_LOG_FILE", log.toString())
            .main("ThreadSemantics", PROGRAMS, log.toString())
            .run();

    assertThat(with.out().lines().toList())
        .hasSizeGreaterThan(1000)
        .isEqualTo(without.out().lines().toList());
    assertThat(with.err()).isEqualTo(without.err()).isEmpty();
    assertThat(with.exitCode()).isEqualTo(without.exitCode()).isZero();
    String hooked = Files.readString(log);
    assertThat(hooked)
        .contains("ThreadPoolExecutor.getTask", "ForkJoinTask.doExec", "uniHandleStage")
        .doesNotContain("does not fit", "WARN executor");
    if (jdk.version() >= 21) {
      assertThat(hooked).contains("VirtualThread.start", "VirtualThread.run");
    }
    assertThat(receivers.spanOf("ThreadSemantics").statusCode()).isNotEqualTo("ERROR");
  }
}
