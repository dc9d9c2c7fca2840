package io.batchmon.agent.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.config.Settings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateDirectoryTest {
  @TempDir Path home;

  private final Written written = new Written();

  private File directory(String setting, String userHome, Map<String, String> variables) {
    Map<String, Settings.Value> values =
        setting == null
            ? Map.of()
            : Map.of("batchmon.state.dir", new Settings.Value(setting, "a test"));
    Properties system = new Properties();
    if (userHome != null) {
      system.setProperty("user.home", userHome);
    }
    return StateDirectory.of(
        new Settings(values, written.log()), system, variables, "billing", "production");
  }

  @Test
  void isInTheHomeOfTheUser() {
    assertThat(directory(null, home.toString(), Map.of()).toPath())
        .isEqualTo(home.resolve(".batchmon/production/billing"));
    assertThat(directory(null, home.toString(), Map.of("XDG_STATE_HOME", "relative")).toPath())
        .isEqualTo(home.resolve(".batchmon/production/billing"));
    assertThat(directory(null, home.toString(), Map.of("XDG_STATE_HOME", "/x/state")).toPath())
        .isEqualTo(Path.of("/x/state/batchmon/production/billing"));
    assertThat(home).isEmptyDirectory();
    assertThat(written.lines()).isEmpty();
  }

  @Test
  void isWhereTheSettingSays() {
    assertThat(directory("/var/lib/batchmon", home.toString(), Map.of()).toPath())
        .isEqualTo(Path.of("/var/lib/batchmon/production/billing"));
    assertThat(directory("state", home.toString(), Map.of()).toPath())
        .isEqualTo(Path.of("state/production/billing").toAbsolutePath());
    assertThat(directory("~/state", home.toString(), Map.of()).toPath())
        .isEqualTo(home.resolve("state/production/billing"));
    assertThat(directory("None", home.toString(), Map.of())).isNull();
    Settings none =
        new Settings(
            Map.of("batchmon.state.dir", new Settings.Value("None", "a test")), written.log());
    assertThat(StateDirectory.whyNone(none, null)).isNull();
    assertThat(written.lines()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"?", "", "/", "/nonexistent", "/dev/null", "relative"})
  void whoHasNoHomeHasNoDirectory(String userHome) {
    assertThat(directory(null, userHome, Map.of())).isNull();
    Settings settings = new Settings(Map.of(), written.log());
    assertThat(StateDirectory.whyNone(settings, null))
        .contains("no home directory", "batchmon.state.dir");
    assertThat(written.lines()).as("not before there is something to be kept").isEmpty();
    assertThat(directory("/x", userHome, Map.of())).isNotNull();
  }

  @Test
  void plainNamesStayAsTheyAre() {
    for (String name : List.of("billing", "billing-2.eu_west", "a", "0", "_x", "community.api")) {
      assertThat(StateDirectory.fileName(name)).isEqualTo(name);
    }
  }

  @Test
  void everyOtherNameBecomesOneThatAFileSystemTakes() throws IOException {
    List<String> texts =
        List.of(
            "",
            ".",
            "..",
            "../../etc",
            "/",
            "a/b",
            "a\\b",
            "Billing",
            "BILLING",
            "con",
            "nul.txt",
            "com1",
            "-rf",
            "a.",
            " ",
            "a\u0000b",
            "unknown_service:java",
            "\uc57c\uac04 \uc815\uc0b0",
            "\ud83d\ude00",
            "\ud83d",
            "x".repeat(64) + "y",
            "x".repeat(10_000));
    Set<String> names = new HashSet<>();
    for (String text : texts) {
      names.add(safe(StateDirectory.fileName(text)));
    }
    assertThat(names).hasSize(texts.size());
    Random random = new Random(5);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(12); n >= 0; n--) {
        text.append((char) random.nextInt(random.nextBoolean() ? 128 : 65_536));
      }
      safe(StateDirectory.fileName(text.toString()));
    }
  }

  private String safe(String name) throws IOException {
    assertThat(name).matches("[a-z0-9_][a-z0-9_.-]{0,81}").doesNotEndWith(".");
    Path made = home.resolve(name);
    assertThat(made.getParent()).isEqualTo(home);
    Files.createDirectories(made);
    return name;
  }
}
