package io.batchmon.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.config.SettingNames;
import io.batchmon.agent.config.SettingNames.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of the README are those of the code; a failing test prints what belongs there. */
class ReadmeTest {
  private static final Path ROOT = Path.of("..");
  private static final int COLUMNS = 5;

  private static String readme() throws IOException {
    return Files.readString(ROOT.resolve("README.md"));
  }

  private static String section(String name) throws IOException {
    String text = readme();
    String begin = "<!-- " + name + " -->\n";
    int from = text.indexOf(begin) + begin.length();
    return text.substring(from, text.indexOf("<!-- /" + name + " -->"));
  }

  private static final Path SETTINGS = ROOT.resolve("agent/SETTINGS.md");

  private static List<String> settings() {
    return SettingNames.all().stream()
        .filter(Setting::isRead)
        .map(
            setting ->
                "| `%s` | %s | %s |"
                    .formatted(
                        setting.name().replace("*", "<name>"),
                        setting.otherwise(),
                        setting.meaning()))
        .toList();
  }

  /** With {@code -Dbatchmon.test.write=true} the page is written instead. */
  @Test
  void pageOfSettingsHasThoseThatAreRead() throws IOException {
    String page =
        """
        # Settings

        Every setting of batchmon's own. Where they are read from, and in which order, is said in the
        [README](../README.md#settings).

        | setting | default | meaning |
        |---|---|---|
        %s
        """
            .formatted(String.join("\n", settings()));
    if (Boolean.getBoolean("batchmon.test.write")) {
      Files.writeString(SETTINGS, page);
    }
    assertThat(Files.readString(SETTINGS)).isEqualTo(page);
  }

  @Test
  void settingsOfTheReadmeAreRowsOfThatPageInItsOrder() throws IOException {
    List<String> rows = section("settings").lines().skip(2).toList();
    assertThat(rows).hasSizeGreaterThan(15);
    assertThat(settings()).containsSubsequence(rows);
  }

  /** With {@code -Dbatchmon.test.write=true} they are written instead. */
  @Test
  void versionsAreThoseOfTheModules() throws IOException {
    List<String> cells = versions();
    StringBuilder rows = new StringBuilder();
    rows.append("| ".repeat(COLUMNS)).append("|\n");
    rows.append("|---".repeat(COLUMNS)).append("|\n");
    int height = (cells.size() + COLUMNS - 1) / COLUMNS;
    for (int row = 0; row < height; row++) {
      for (int cell = row; cell < height * COLUMNS; cell += height) {
        rows.append("| ").append(cell < cells.size() ? cells.get(cell) + " " : "");
      }
      rows.append("|\n");
    }
    if (Boolean.getBoolean("batchmon.test.write")) {
      Files.writeString(
          ROOT.resolve("README.md"), readme().replace(section("versions"), rows.toString()));
    }
    assertThat(section("versions")).isEqualTo(rows.toString());
  }

  private static List<String> versions() throws IOException {
    List<String> cells = new ArrayList<>();
    try (Stream<Path> modules = Files.list(ROOT.resolve("instrumentation"))) {
      for (Path module : modules.sorted().toList()) {
        Path versions = module.resolve("supported-versions.txt");
        if (Files.exists(versions)) {
          List<String> lines = Files.readAllLines(versions);
          if (lines.get(0).contains(" ")) {
            // why: a module of several products names each with its oldest and newest
            lines.forEach(line -> cells.add(line.replaceFirst(" (\\S+)$", " – $1")));
            continue;
          }
          cells.add(
              "%s %s – %s"
                  .formatted(
                      module.getFileName(), bare(lines.get(0)), bare(lines.get(lines.size() - 1))));
        }
      }
    }
    cells.sort(String.CASE_INSENSITIVE_ORDER);
    return cells;
  }

  private static String bare(String version) {
    return version.replaceFirst("\\.(RELEASE|Final|GA|v\\d+)$", "");
  }

  @Test
  void readmeIsShort() throws IOException {
    assertThat(readme().lines().count()).isLessThan(250);
  }
}
