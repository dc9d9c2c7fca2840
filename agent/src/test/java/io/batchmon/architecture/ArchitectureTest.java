package io.batchmon.architecture;

import static io.batchmon.architecture.ArchitectureRules.INSTRUMENTATION_NEVER_SEES_THE_AGENT;
import static io.batchmon.architecture.ArchitectureRules.MODEL_KNOWS_ONLY_THE_JDK;
import static io.batchmon.architecture.ArchitectureRules.NOTHING_KNOWS_THE_COMPOSITION_ROOT;
import static io.batchmon.architecture.ArchitectureRules.NO_CYCLES_IN_THE_AGENT;
import static io.batchmon.architecture.ArchitectureRules.ONLY_CHANNELS_SEE_OKHTTP_AND_JACKSON;
import static io.batchmon.architecture.ArchitectureRules.ONLY_TELEMETRY_SEES_OPENTELEMETRY;
import static io.batchmon.architecture.ArchitectureRules.ONLY_WEAVING_SEES_BYTE_BUDDY;
import static io.batchmon.architecture.ArchitectureRules.PREMAIN_KNOWS_ONLY_THE_JDK;
import static io.batchmon.architecture.ArchitectureRules.RUNS_DO_NO_IO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
  private static final JavaClasses PRODUCT = Product.classes();

  @TempDir Path folder;

  static List<ArchRule> rules() throws IllegalAccessException {
    List<ArchRule> rules = new ArrayList<>();
    for (Field field : ArchitectureRules.class.getDeclaredFields()) {
      rules.add((ArchRule) field.get(null));
    }
    return rules;
  }

  @ParameterizedTest
  @MethodSource("rules")
  void productKeepsTheRule(ArchRule rule) {
    rule.check(PRODUCT);
  }

  @Test
  void productIsWhatIsChecked() {
    assertThat(PRODUCT.contain("io.batchmon.job.JobRuns")).isTrue();
    assertThat(PRODUCT.contain("io.batchmon.agent.config.Settings")).isTrue();
    assertThat(PRODUCT.contain("io.batchmon.instrumentation.quartz.QuartzInstrumentation"))
        .isTrue();
    assertThat(PRODUCT.contain("io.batchmon.weaving.HookTransformer")).isTrue();
    assertThat(PRODUCT.contain(ArchitectureTest.class.getName())).isFalse();
  }

  static List<Arguments> violations() {
    return List.of(
        violation(
            MODEL_KNOWS_ONLY_THE_JDK,
            "package io.batchmon.job; class Bad { io.batchmon.agent.config.AgentLog log; }"),
        violation(
            MODEL_KNOWS_ONLY_THE_JDK,
            "package io.batchmon.job; class Bad { javax.sql.DataSource source; }"),
        violation(
            PREMAIN_KNOWS_ONLY_THE_JDK,
            "package io.batchmon.premain; class Bad { io.batchmon.job.JobRun run; }"),
        violation(
            INSTRUMENTATION_NEVER_SEES_THE_AGENT,
            "package io.batchmon.instrumentation.bad; class Bad { io.batchmon.agent.run.Runs r; }"),
        violation(
            INSTRUMENTATION_NEVER_SEES_THE_AGENT,
            "package io.batchmon.weaving; class Bad { io.batchmon.agent.run.Runs runs; }"),
        violation(
            ONLY_WEAVING_SEES_BYTE_BUDDY,
            "package io.batchmon.agent.bad; class Bad { net.bytebuddy.jar.asm.Opcodes o; }"),
        violation(
            ONLY_TELEMETRY_SEES_OPENTELEMETRY,
            "package io.batchmon.agent.alert; class Bad { io.opentelemetry.api.trace.Span s; }"),
        violation(
            ONLY_CHANNELS_SEE_OKHTTP_AND_JACKSON,
            "package io.batchmon.agent.telemetry; class Bad {"
                + " com.fasterxml.jackson.databind.ObjectMapper mapper; }"),
        violation(
            ONLY_CHANNELS_SEE_OKHTTP_AND_JACKSON,
            "package io.batchmon.agent.telemetry; class Bad { okhttp3.OkHttpClient client; }"),
        violation(
            RUNS_DO_NO_IO,
            "package io.batchmon.agent.run; class Bad { Object o = new java.io.File(\"x\"); }"),
        violation(
            RUNS_DO_NO_IO, "package io.batchmon.agent.run; class Bad { java.net.Socket socket; }"),
        violation(
            NO_CYCLES_IN_THE_AGENT,
            "package io.batchmon.agent.watch; public class Bad { io.batchmon.agent.cli.Worse w; }",
            "package io.batchmon.agent.cli; public class Worse { io.batchmon.agent.watch.Bad b; }"),
        violation(
            NOTHING_KNOWS_THE_COMPOSITION_ROOT,
            "package io.batchmon.agent; public class Root { }",
            "package io.batchmon.agent.cli; class Bad { io.batchmon.agent.Root root; }"));
  }

  private static Arguments violation(ArchRule rule, String... sources) {
    return arguments(rule, sources);
  }

  @ParameterizedTest
  @MethodSource("violations")
  void violationIsRefused(ArchRule rule, String[] sources) throws Exception {
    JavaClasses broken = Compiled.from(folder, sources).classes();

    assertThatThrownBy(() -> rule.check(broken))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(rule.getDescription())
        .hasMessageContaining("Bad");
  }

  @Test
  void everyRuleHasAViolation() throws Exception {
    List<Object> refused = violations().stream().map(violation -> violation.get()[0]).toList();
    assertThat(refused).containsAll(rules());
  }
}
