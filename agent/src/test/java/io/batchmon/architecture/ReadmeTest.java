package io.batchmon.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.config.SettingNames;
import io.batchmon.agent.config.SettingNames.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of the README are those of the code; a failing test prints what belongs there. */
class ReadmeTest {
  private static final Path ROOT = Path.of("..");

  private static String readme() throws IOException {
    return Files.readString(ROOT.resolve("README.md"));
  }

  private static String section(String name) throws IOException {
    String text = readme();
    String begin = "<!-- " + name + " -->\n";
    int from = text.indexOf(begin) + begin.length();
    return text.substring(from, text.indexOf("<!-- /" + name + " -->"));
  }

  @Test
  void settingsAreThoseThatAreRead() throws IOException {
    String rows =
        SettingNames.all().stream()
            .filter(Setting::isRead)
            .map(
                setting ->
                    "| `%s` | %s | %s |\n"
                        .formatted(
                            setting.name().replace("*", "<name>"),
                            setting.otherwise(),
                            setting.meaning()))
            .collect(Collectors.joining());
    assertThat(section("settings"))
        .isEqualTo("| setting | default | meaning |\n|---|---|---|\n" + rows);
  }

  @Test
  void versionsAreThoseOfTheModules() throws IOException {
    StringBuilder rows = new StringBuilder("| framework | oldest | newest |\n|---|---|---|\n");
    try (Stream<Path> modules = Files.list(ROOT.resolve("instrumentation"))) {
      for (Path module : modules.sorted().toList()) {
        Path versions = module.resolve("supported-versions.txt");
        if (Files.exists(versions)) {
          List<String> lines = Files.readAllLines(versions);
          rows.append(
              "| %s | %s | %s |\n"
                  .formatted(module.getFileName(), lines.get(0), lines.get(lines.size() - 1)));
        }
      }
    }
    assertThat(section("versions")).isEqualTo(rows.toString());
  }

  @Test
  void readmeIsShort() throws IOException {
    assertThat(readme().lines().count()).isLessThan(250);
  }
}
