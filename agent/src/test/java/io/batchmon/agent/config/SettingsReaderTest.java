package io.batchmon.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReaderTest {
  @TempDir Path folder;

  @Test
  void firstSourceWinsAndEachIsNamed() throws Exception {
    List<String> found = new ArrayList<>();
    for (int without = 0; without <= 4; without++) {
      Written written = new Written();
      if (without < 1) {
        written.andArgument("environment=argument,config=FILE");
      }
      if (without < 2) {
        written.andSystem("batchmon.environment", "system");
      }
      if (without < 3) {
        written.andEnvironment("BATCHMON_ENVIRONMENT", "variable");
      }
      if (without < 4) {
        written.andFile("batchmon.environment=file");
      }
      Settings settings = written.read(folder);
      Settings.Value value = settings.value("batchmon.environment");
      found.add(value == null ? "none" : value.text() + " from " + value.source());
      assertThat(written.said(folder)).isEmpty();
    }
    assertThat(found)
        .containsExactly(
            "argument from agent argument",
            "system from system property",
            "variable from environment variable BATCHMON_ENVIRONMENT",
            "file from " + folder.resolve("batchmon.properties") + " line 1",
            "none");
  }

  @Test
  void emptyValueLeavesTheWordToTheNextSource() throws Exception {
    Settings settings =
        Written.system("batchmon.environment", " ")
            .andEnvironment("BATCHMON_ENVIRONMENT", "staging")
            .read(folder);
    assertThat(settings.text("batchmon.environment")).isEqualTo("staging");
  }

  @Test
  void argumentIsTheFileOrNamesIt() throws Exception {
    String file = "batchmon.environment=staging";
    for (String argument : List.of("FILE", "config=FILE", "batchmon.config=FILE")) {
      Settings settings = Written.argument(argument).andFile(file).read(folder);
      assertThat(settings.text("batchmon.environment")).as(argument).isEqualTo("staging");
    }
  }

  @Test
  void fileOfTheArgumentGoesBeforeTheFileOfAProperty() throws Exception {
    Path other = Files.writeString(folder.resolve("other"), "batchmon.environment=other");
    Settings settings =
        Written.argument("FILE")
            .andFile("batchmon.environment=staging")
            .andSystem("batchmon.config", other.toString())
            .read(folder);
    assertThat(settings.text("batchmon.environment")).isEqualTo("staging");
  }

  @Test
  void pathWithEqualsSignIsAFile() throws Exception {
    Path odd = Files.writeString(folder.resolve("a=b"), "batchmon.environment=staging");
    Settings settings = Written.argument(odd.toString()).read(folder);
    assertThat(settings.text("batchmon.environment")).isEqualTo("staging");
  }

  @Test
  void argumentTakesFullNamesAndShortOnesAndQuotedCommas() throws Exception {
    Written written =
        Written.argument(
            "environment=staging,batchmon.main=true,otel.service.name=billing,"
                + "alert.channels='slack,pagerduty',otel.resource.attributes=\"a=b,c=d\"");
    Settings settings = written.read(folder);
    assertThat(settings.text("batchmon.environment")).isEqualTo("staging");
    assertThat(settings.text("batchmon.main")).isEqualTo("true");
    assertThat(settings.text("otel.service.name")).isEqualTo("billing");
    assertThat(settings.list("batchmon.alert.channels")).containsExactly("slack", "pagerduty");
    assertThat(settings.map("otel.resource.attributes"))
        .containsEntry("a", "b")
        .containsEntry("c", "d");
    assertThat(written.said(folder)).isEmpty();
  }

  @Test
  void variablesReachNamesWithDashesAndStars() throws Exception {
    Settings settings =
        Written.environment("BATCHMON_RULE_NIGHTLY_RUN_MAX_DURATION", "1h")
            .andEnvironment("BATCHMON_INSTRUMENTATION_SPRING_BATCH_ENABLED", "false")
            .andEnvironment("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta")
            .read(folder);
    assertThat(settings.text("batchmon.rule.nightly-run.max-duration")).isEqualTo("1h");
    assertThat(settings.flag("batchmon.instrumentation.spring-batch.enabled", true)).isFalse();
    assertThat(settings.text("otel.exporter.otlp.metrics.temporality.preference"))
        .isEqualTo("delta");
  }

  @Test
  void namesOfOpenTelemetryAreReadAsOpenTelemetryReadsThem() throws Exception {
    Settings settings =
        Written.system("otel.java.disabled.resource-providers", "x")
            .andSystem("otel.Service.NAME", "billing")
            .read(folder);
    assertThat(settings.text("otel.java.disabled.resource.providers")).isEqualTo("x");
    assertThat(settings.text("otel.java.disabled.resource-providers")).isEqualTo("x");
    assertThat(settings.text("otel.service.name")).isEqualTo("billing");
  }

  @Test
  void warningsGoWhereTheSettingsAskFor() throws Exception {
    Path log = folder.resolve("agent.log");
    Written written =
        Written.system("batchmon.log.file", log.toString()).andSystem("batchmon.nonsense", "x");
    written.read(folder);
    assertThat(Files.readString(log)).contains("batchmon.nonsense is not a setting");
    assertThat(written.said(folder)).contains("batchmon.nonsense is not a setting");

    Written quiet = Written.system("batchmon.log.level", "off").andSystem("batchmon.nonsense", "x");
    quiet.read(folder);
    assertThat(quiet.said(folder)).isEmpty();
  }

  @Test
  void secretsAreNeverPrinted() throws Exception {
    List<String> names =
        List.of(
            "batchmon.slack.webhook.url",
            "batchmon.slack.token",
            "batchmon.console.token",
            "batchmon.webhook.url",
            "batchmon.alertmanager.urls",
            "batchmon.pagerduty.routing.key",
            "otel.exporter.otlp.headers",
            "otel.exporter.otlp.traces.headers");
    for (String name : names) {
      Written written = Written.system(name, "'hunter2'").andArgument(name + "='hunter2");
      Settings settings = written.read(folder);
      settings.malformed(name, "is wrong", "nothing");
      settings.number(name, 1, 1, 1);
      settings.word(name, "a", "b");
      settings.flag(name, true);
      settings.millis(name, 1);
      assertThat(written.said(folder)).as(name).contains("***").doesNotContain("hunter2");
    }
    assertThat(Settings.shown("otel.exporter.otlp.endpoint", "http://me:hunter2@host"))
        .isEqualTo("***");
    assertThat(Settings.shown("otel.exporter.otlp.endpoint", "htp:/host")).isEqualTo("htp:/host");
    assertThat(Settings.shown("batchmon.trace.url", "http://x/{traceId}")).contains("{traceId}");
  }

  /** Loads our classes itself, and remembers which. */
  private static final class Recording extends ClassLoader {
    final List<String> loaded = new ArrayList<>();

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      Class<?> before = findLoadedClass(name);
      if (before != null || !name.startsWith("io.batchmon.agent.config.")) {
        return before != null ? before : super.loadClass(name, resolve);
      }
      String file = name.replace('.', '/') + ".class";
      try (InputStream in = SettingsReader.class.getClassLoader().getResourceAsStream(file)) {
        byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
        loaded.add(name.substring(name.lastIndexOf('.') + 1));
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException failure) {
        throw new ClassNotFoundException(name, failure);
      }
    }

    void read(Properties system) throws Exception {
      Class<?> reader = loadClass(SettingsReader.class.getName());
      Class<?> log = loadClass(AgentLog.class.getName());
      reader
          .getMethod("read", String.class, Properties.class, Map.class, log)
          .invoke(
              null,
              "",
              system,
              Map.of("PATH", "/bin"),
              log.getMethod("to", PrintStream.class)
                  .invoke(null, new PrintStream(OutputStream.nullOutputStream())));
    }
  }

  @Test
  void readingLoadsOnlyWhatTheSettingsNeed() throws Exception {
    Properties system = new Properties();
    Recording nothingSet = new Recording();
    nothingSet.read(system);
    assertThat(nothingSet.loaded)
        .containsExactlyInAnyOrder("SettingsReader", "Settings", "AgentLog", "AgentLog$Level");

    system.setProperty("batchmon.environment", "staging");
    Recording oneSet = new Recording();
    oneSet.read(system);
    assertThat(oneSet.loaded)
        .containsAll(nothingSet.loaded)
        .contains("SettingNames", "Settings$Value")
        .doesNotContain("NearestName", "OtelSettingNames", "PropertiesFile");

    system.setProperty("batchmon.enviroment", "staging");
    Recording oneWrong = new Recording();
    oneWrong.read(system);
    assertThat(oneWrong.loaded).contains("NearestName", "OtelSettingNames");
  }
}
