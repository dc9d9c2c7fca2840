package io.batchmon.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SettingNamesTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern NAME = Pattern.compile("\"(batchmon\\.[a-z]+[a-z.-]*)\"");

  @Test
  void everySettingIsKnownAndFoundByItsVariable() {
    for (SettingNames.Setting setting : SettingNames.all()) {
      String name = setting.name().replace("*", "nightly-run");
      assertThat(SettingNames.isKnown(name)).as(name).isTrue();
      assertThat(SettingNames.ofVariable(SettingNames.variableOf(name))).isEqualTo(name);
      assertThat(setting.otherwise()).as(name).isNotBlank();
      assertThat(setting.meaning()).as(name).isNotBlank().doesNotContain("|");
    }
  }

  @Test
  void noTwoSettingsShareAVariable() {
    List<String> variables =
        SettingNames.all().stream().map(s -> SettingNames.variableOf(s.name())).toList();
    assertThat(variables).doesNotHaveDuplicates();
  }

  @Test
  void starStandsForSomething() {
    assertThat(SettingNames.isKnown("batchmon.rule..match")).isFalse();
    assertThat(SettingNames.isKnown("batchmon.rule.match")).isFalse();
    assertThat(SettingNames.isKnown("batchmon.rule.a.match")).isTrue();
  }

  @Test
  void settingsThatTheProductReadsAreThoseOfTheTableThatAreRead() throws IOException {
    Set<String> marked = new TreeSet<>();
    for (SettingNames.Setting setting : SettingNames.all()) {
      if (setting.isRead() && !setting.name().contains("*")) {
        marked.add(setting.name());
      }
    }
    assertThat(namesInSources()).isEqualTo(marked);
  }

  private static Set<String> namesInSources() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String module : List.of("agent", "bootstrap", "instrumentation")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module))) {
        for (Path file : files.filter(SettingNamesTest::isProductSource).toList()) {
          Matcher matcher = NAME.matcher(Files.readString(file));
          while (matcher.find()) {
            if (!matcher.group(1).endsWith(".")) {
              names.add(matcher.group(1));
            }
          }
        }
      }
    }
    // why: these are files
    names.removeAll(Set.of("batchmon.jar", "batchmon.version"));
    return names;
  }

  private static boolean isProductSource(Path file) {
    return file.toString().contains("/src/main/java/")
        && file.toString().endsWith(".java")
        && !file.endsWith("SettingNames.java")
        && !file.endsWith("NearestName.java")
        && !file.endsWith("TelemetryNames.java");
  }

  @Test
  void nearestCountsSwappedLettersOnce() {
    assertThat(NearestName.distance("servcie", "service")).isEqualTo(1);
    assertThat(NearestName.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(NearestName.distance("", "abc")).isEqualTo(3);
  }

  @Test
  void nearestOfAnythingIsASetting() {
    for (String name : List.of("", "x", "batchmon", "batchmon.rule.", "batchmon.log")) {
      String nearest = NearestName.to(name);
      assertThat(SettingNames.isKnown(nearest) || nearest.startsWith("otel.")).as(name).isTrue();
    }
  }
}
