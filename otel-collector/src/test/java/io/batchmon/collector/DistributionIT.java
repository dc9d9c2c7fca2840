package io.batchmon.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.collector.kit.Collector;
import io.batchmon.collector.kit.Needed;
import io.batchmon.collector.kit.RunningProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The collector that build.sh makes. */
class DistributionIT {
  private static final Pattern COMPONENT = Pattern.compile(" {4}- name: (\\S+)");
  @TempDir private static Path folder;

  private static RunningProcess run(Map<String, String> environment, String... command) {
    return RunningProcess.start("distribution", folder, environment, List.of(command));
  }

  @Test
  void hasWhatTheProfilesNeedAndNothingElse() {
    RunningProcess process = run(Map.of(), Collector.program().toString(), "components");
    assertThat(process.await()).isZero();

    List<String> names =
        COMPONENT.matcher(process.log()).results().map(found -> found.group(1)).toList();
    assertThat(names)
        .containsExactlyInAnyOrder(
            // receivers
            "otlp",
            "awsxray",
            // processors
            "attributes",
            "batch",
            "cumulativetodelta",
            "deltatocumulative",
            "filter",
            "groupbytrace",
            "memory_limiter",
            "resource",
            "tail_sampling",
            "transform",
            // exporters
            "awscloudwatchlogs",
            "awsemf",
            "awsxray",
            "debug",
            "file",
            "loadbalancing",
            "otlp_grpc",
            "otlp_http",
            "prometheus",
            "prometheusremotewrite",
            "zipkin",
            // connectors
            "count",
            "forward",
            "service_graph",
            "span_metrics",
            // extensions
            "file_storage",
            "health_check",
            "sigv4auth");
  }

  @Test
  void isOfTheVersionThatIsPinned() throws IOException {
    Matcher version =
        Pattern.compile("(?m)^  version: (\\S+)$")
            .matcher(Files.readString(Needed.KIT.resolve("builder.yaml")));
    assertThat(version.find()).isTrue();

    RunningProcess process = run(Map.of(), Collector.program().toString(), "--version");

    assertThat(process.await()).isZero();
    assertThat(process.log().trim()).isEqualTo("batchmon-otelcol version " + version.group(1));
  }

  @Test
  void profileLocalIsValid() {
    assertThat(Collector.of("valid", folder, "base.yaml", "local.yaml").validate()).isEmpty();
  }

  @Test
  void whatIsMisspelledIsNotValid() {
    assertThat(
            Collector.of("invalid", folder, "base.yaml", "local.yaml")
                .option("--config=yaml:exporters::zipkin::endpoit: http://127.0.0.1:9411")
                .validate())
        .contains("exit code 1", "endpoit");
  }

  /** The sources are those that the builder makes of builder.yaml. */
  @Test
  void sourcesAreOfTheManifest() throws IOException {
    String modules = Files.readString(Needed.KIT.resolve("distribution/go.mod"));
    Matcher parts =
        Pattern.compile("(?m)^ {2}- gomod: (\\S+ v\\S+)$")
            .matcher(Files.readString(Needed.KIT.resolve("builder.yaml")));
    assertThat(parts.results().map(part -> part.group(1)))
        .isNotEmpty()
        .allSatisfy(part -> assertThat(modules).contains("\t" + part + "\n"));
  }

  @Test
  void withoutGoTheBuildSaysSoInOneLine() {
    String build = Needed.KIT.resolve("build.sh").toString();
    RunningProcess process =
        run(Map.of("PATH", bareFolder().toString()), "/usr/bin/env", "bash", build);

    assertThat(process.await()).isEqualTo(1);
    assertThat(process.log().trim()).isEqualTo("build.sh: no 'go' found; install Go 1.26 or newer");
  }

  /** A folder with what a script needs, and no Go. */
  private static Path bareFolder() {
    try {
      Path bin = Files.createDirectories(folder.resolve("bin"));
      for (String tool : List.of("bash", "dirname")) {
        Files.copy(
            Path.of("/usr/bin", tool),
            bin.resolve(tool),
            StandardCopyOption.REPLACE_EXISTING,
            StandardCopyOption.COPY_ATTRIBUTES);
      }
      return bin;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
