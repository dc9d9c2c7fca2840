package io.batchmon.agent.entrypoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntryPointTest {
  @ParameterizedTest
  @CsvSource({
    "com.acme.Job#run, METHOD, com.acme.Job, run",
    "' com.acme.Job # run ', METHOD, com.acme.Job, run",
    "Job$Inner#run, METHOD, Job$Inner, run",
    "@com.acme.Batch, ANNOTATION, com.acme.Batch, ''",
    "implements com.acme.Task#execute, SUPERTYPE, com.acme.Task, execute",
    "extends com.acme.Base#run, SUPERTYPE, com.acme.Base, run",
    "com.acme.jobs.*#run, PATTERN, com.acme.jobs.*, run",
    "com.acme.**.*Job#run, PATTERN, com.acme.**.*Job, run",
  })
  void formsAreRead(String text, EntryPoint.Kind kind, String type, String method) {
    EntryPoint point = EntryPoint.parse(text);
    assertThat(point).isNotNull();
    assertThat(point.kind()).isEqualTo(kind);
    assertThat(point.type()).isEqualTo(type);
    assertThat(point.method()).isEqualTo(method);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "com.acme.Job",
        "com.acme.Job.run",
        "#run",
        "com.acme.Job#",
        "com.acme.Job#run()",
        "@",
        "@com.acme.*",
        "com..Job#run",
        "implements com.acme.*#run",
        "com.acme.Job#*"
      })
  void anythingElseIsRefused(String text) {
    assertThat(EntryPoint.parse(text)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "com.acme.*, com.acme.Job, true",
    "com.acme.*, com.acme.sub.Job, false",
    "com.acme.*, com.acme.Job$Inner, true",
    "com.acme.**, com.acme.sub.deep.Job, true",
    "com.acme.**.*Job, com.acme.sub.NightJob, true",
    "com.acme.*Job, com.acmeXJob, false",
    "*Job, NightJob, true",
  })
  void starsStandForPartsOfNames(String pattern, String name, boolean matches) {
    assertThat(name.matches(EntryPointMatcher.regex(pattern))).isEqualTo(matches);
  }
}
