package io.batchmon.agent.config;

import static io.batchmon.agent.config.Written.argument;
import static io.batchmon.agent.config.Written.environment;
import static io.batchmon.agent.config.Written.file;
import static io.batchmon.agent.config.Written.system;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is written wrongly: exactly one line says so, and the agent goes on with what it can use.
 */
class MalformedSettingsTest {
  @TempDir Path folder;

  static final Function<Settings, Object> ENABLED = s -> s.flag("batchmon.enabled", true);
  static final Function<Settings, Object> ENVIRONMENT =
      s -> s.text("batchmon.environment", "development");
  static final Function<Settings, Object> PORT =
      s -> s.number("batchmon.console.port", 0, 0, 65_535);
  static final Function<Settings, Object> TIMEOUT =
      s -> s.millis("batchmon.shutdown.timeout", 2000);
  static final Function<Settings, Object> MAIN =
      s -> s.word("batchmon.main", "auto", "true", "false");
  static final Function<Settings, Object> RESOURCE = s -> s.map("otel.resource.attributes");

  static final String TIME = "is not a time such as 500ms, 2s, 5m, 1h or a number of milliseconds";

  static List<Arguments> malformed() {
    return List.of(
        // values
        line(
            system("batchmon.enabled", "maybe"),
            ENABLED,
            true,
            "batchmon.enabled=maybe is neither true nor false (from system property); using true"),
        line(
            environment("BATCHMON_ENABLED", "yes"),
            ENABLED,
            true,
            "batchmon.enabled=yes is neither true nor false (from environment variable"
                + " BATCHMON_ENABLED); using true"),
        line(
            argument("enabled=1"),
            ENABLED,
            true,
            "batchmon.enabled=1 is neither true nor false (from agent argument); using true"),
        line(
            file("\n\nbatchmon.enabled = nope"),
            ENABLED,
            true,
            "batchmon.enabled=nope is neither true nor false (from FILE line 3); using true"),
        line(
            argument("enabled==false"),
            ENABLED,
            true,
            "batchmon.enabled==false is neither true nor false (from agent argument); using true"),
        line(
            system("batchmon.console.port", "http"),
            PORT,
            0L,
            "batchmon.console.port=http is not a whole number (from system property); using 0"),
        line(
            system("batchmon.console.port", "65536"),
            PORT,
            0L,
            "batchmon.console.port=65536 is not between 0 and 65535 (from system property);"
                + " using 0"),
        line(
            system("batchmon.console.port", "-1"),
            PORT,
            0L,
            "batchmon.console.port=-1 is not between 0 and 65535 (from system property); using 0"),
        line(
            system("batchmon.console.port", "99999999999999999999"),
            PORT,
            0L,
            "batchmon.console.port=99999999999999999999 is not a whole number (from system"
                + " property); using 0"),
        line(
            system("batchmon.shutdown.timeout", "2 fortnights"),
            TIMEOUT,
            2000L,
            "batchmon.shutdown.timeout=2 fortnights "
                + TIME
                + " (from system property);"
                + " using 2000ms"),
        line(
            system("batchmon.shutdown.timeout", "-2s"),
            TIMEOUT,
            2000L,
            "batchmon.shutdown.timeout=-2s " + TIME + " (from system property); using 2000ms"),
        line(
            system("batchmon.shutdown.timeout", "999999999999999d"),
            TIMEOUT,
            2000L,
            "batchmon.shutdown.timeout=999999999999999d "
                + TIME
                + " (from system property);"
                + " using 2000ms"),
        line(
            system("batchmon.shutdown.timeout", "1.5s"),
            TIMEOUT,
            2000L,
            "batchmon.shutdown.timeout=1.5s " + TIME + " (from system property); using 2000ms"),
        line(
            system("batchmon.main", "sometimes"),
            MAIN,
            "auto",
            "batchmon.main=sometimes is none of auto, true, false (from system property); using"
                + " auto"),
        line(
            environment("OTEL_RESOURCE_ATTRIBUTES", "team=billing,broken"),
            RESOURCE,
            Map.of("team", "billing"),
            "otel.resource.attributes=broken is not key=value (from environment variable"
                + " OTEL_RESOURCE_ATTRIBUTES); using the other pairs"),
        line(
            environment("OTEL_EXPORTER_OTLP_HEADERS", "hunter2"),
            s -> s.map("otel.exporter.otlp.headers"),
            Map.of(),
            "otel.exporter.otlp.headers=*** is not key=value (from environment variable"
                + " OTEL_EXPORTER_OTLP_HEADERS); using the other pairs"),
        line(
            system("batchmon.main", "x".repeat(1000)),
            MAIN,
            "auto",
            "batchmon.main="
                + "x".repeat(80)
                + "... is none of auto, true, false (from system"
                + " property); using auto"),
        line(
            system("batchmon.main", "tr\nue"),
            MAIN,
            "auto",
            "batchmon.main=tr ue is none of auto, true, false (from system property); using auto"),
        line(
            environment("BATCHMON_LOG_LEVEL", "loud"),
            ENABLED,
            true,
            "batchmon.log.level=loud is none of debug, info, warn, error, off (from environment"
                + " variable BATCHMON_LOG_LEVEL); using warn"),
        line(
            system("batchmon.environment", "\"staging\""),
            ENVIRONMENT,
            "staging",
            "batchmon.environment is written with quotes (from system property); using what is"
                + " between them"),
        line(
            file("batchmon.environment='staging'"),
            ENVIRONMENT,
            "staging",
            "batchmon.environment is written with quotes (from FILE line 1); using what is between"
                + " them"),
        // names
        line(
            system("batchmon.enviroment", "staging"),
            ENVIRONMENT,
            "development",
            "batchmon.enviroment is not a setting (system property); the nearest is"
                + " batchmon.environment"),
        line(
            environment("BATCHMON_SLACK_WEBHOK_URL", "https://hooks.slack.com/T/B/secret"),
            ENVIRONMENT,
            "development",
            "BATCHMON_SLACK_WEBHOK_URL is not a setting (environment variable); the nearest is"
                + " BATCHMON_SLACK_WEBHOOK_URL"),
        line(
            argument("servcie.name=billing"),
            s -> s.text("batchmon.service.name", "none"),
            "none",
            "batchmon.servcie.name is not a setting (agent argument); the nearest is"
                + " batchmon.service.name"),
        line(
            file("# ours\nbatchmon.Enabled=false"),
            ENABLED,
            true,
            "batchmon.Enabled is not a setting (FILE line 2); the nearest is batchmon.enabled"),
        line(
            system("batchmon.instrumentation.quartz.enable", "false"),
            s -> s.flag("batchmon.instrumentation.quartz.enabled", true),
            true,
            "batchmon.instrumentation.quartz.enable is not a setting (system property); the nearest"
                + " is batchmon.instrumentation.quartz.enabled"),
        line(
            environment("BATCHMON_RULE_NIGHTLY_MAXDURATION", "1h"),
            ENVIRONMENT,
            "development",
            "BATCHMON_RULE_NIGHTLY_MAXDURATION is not a setting (environment variable); the nearest"
                + " is BATCHMON_RULE_NIGHTLY_MAX_DURATION"),
        line(
            system("batchmon.exporter.otlp.endpoint", "http://collector:4318"),
            ENVIRONMENT,
            "development",
            "batchmon.exporter.otlp.endpoint is not a setting (system property); the nearest is"
                + " otel.exporter.otlp.endpoint"),
        line(
            file("environment=staging"),
            ENVIRONMENT,
            "development",
            "environment is not a setting (FILE line 1); the nearest is batchmon.environment"),
        line(
            system("batchmon.", "x"),
            ENABLED,
            true,
            "batchmon. is not a setting (system property); the nearest is batchmon.main"),
        // the agent's argument
        line(
            argument("environment=staging,service.name"),
            ENVIRONMENT,
            "staging",
            "batchmon.service.name has no value (agent argument: key=value,key='a,b'); it is not"
                + " used"),
        line(
            argument("environment=staging,xoxb-secret"),
            ENVIRONMENT,
            "staging",
            "item 2 has no value (agent argument: key=value,key='a,b'); it is not used"),
        line(
            argument("environment='staging"),
            ENVIRONMENT,
            "development",
            "batchmon.environment has no closing quote (agent argument); it is not used"),
        line(
            argument("environment=test,environment=staging"),
            ENVIRONMENT,
            "staging",
            "batchmon.environment is set twice (agent argument, items 1 and 2); using the last"
                + " one"),
        line(
            argument("=staging"),
            ENVIRONMENT,
            "development",
            "batchmon. is not a setting (agent argument); the nearest is batchmon.main"),
        line(
            argument("nonsense"),
            ENVIRONMENT,
            "development",
            "settings file nonsense does not exist (from agent argument); going on without it"),
        // the file
        line(
            argument("FOLDER/none.properties"),
            ENVIRONMENT,
            "development",
            "settings file FOLDER/none.properties does not exist (from agent argument); going on"
                + " without it"),
        line(
            argument("FOLDER"),
            ENVIRONMENT,
            "development",
            "settings file FOLDER is a directory (from agent argument); going on without it"),
        line(
            system("batchmon.config", "/dev/zero"),
            ENVIRONMENT,
            "development",
            "settings file /dev/zero is not a regular file (from system property); going on without"
                + " it"),
        line(
            file("#".repeat(1 << 20) + "\nbatchmon.environment=staging"),
            ENVIRONMENT,
            "development",
            "settings file FILE is larger than 1 MiB (from system property); going on without it"),
        line(
            file("batchmon.environment=staging".getBytes(StandardCharsets.UTF_16)),
            ENVIRONMENT,
            "development",
            "settings file FILE is UTF-16, not UTF-8 (from system property); going on without it"),
        line(
            file("batchmon.log.file=C:\\users\\batchmon.log\nbatchmon.environment=staging"),
            ENVIRONMENT,
            "staging",
            "batchmon.log.file has a malformed \\u escape (a backslash is written twice) (FILE line"
                + " 1); it is not used"),
        line(
            file("batchmon.environment=staging\\u12"),
            ENVIRONMENT,
            "development",
            "batchmon.environment has a malformed \\u escape (a backslash is written twice) (FILE"
                + " line 1); it is not used"),
        line(
            file("batchmon.\\uzzzz=staging"),
            ENVIRONMENT,
            "development",
            "a line has a malformed \\u escape (a backslash is written twice) (FILE line 1); it is"
                + " not used"),
        line(
            file("batchmon.environment=test\n\nbatchmon.environment=staging"),
            ENVIRONMENT,
            "staging",
            "batchmon.environment is set twice (FILE lines 1 and 3); using the last one"),
        line(
            file("batchmon.environment"),
            ENVIRONMENT,
            "development",
            "batchmon.environment has no value (FILE line 1); it is not used"),
        line(
            file("batchmon.config=other.properties\nbatchmon.environment=staging"),
            ENVIRONMENT,
            "staging",
            "batchmon.config is not read from a settings file (FILE line 1); it is not used"),
        line(
            system("batchmon.log.file", "FOLDER"),
            ENABLED,
            true,
            "batchmon.log.file=FOLDER cannot be written (FOLDER (Is a directory)); logging to"
                + " standard error only"));
  }

  private static Arguments line(
      Written written, Function<Settings, Object> inForce, Object expected, String line) {
    return arguments(written, inForce, expected, line);
  }

  @ParameterizedTest(name = "{3}")
  @MethodSource("malformed")
  void isOneLineAndTheAgentGoesOn(
      Written written, Function<Settings, Object> inForce, Object expected, String line)
      throws Exception {
    Settings settings = written.read(folder);

    assertThat(inForce.apply(settings)).isEqualTo(expected);
    assertThat(written.said(folder)).isEqualTo("[batchmon] WARN " + line);
  }

  static List<Arguments> unusual() {
    return List.of(
        arguments(system("batchmon.environment", "  staging \t"), "staging"),
        arguments(system("batchmon.environment", ""), "development"),
        arguments(system("batchmon.environment", "   "), "development"),
        arguments(environment("BATCHMON_ENVIRONMENT", ""), "development"),
        arguments(file("batchmon.environment="), "development"),
        arguments(argument("environment="), "development"),
        arguments(argument("environment=staging,"), "staging"),
        arguments(argument(" , environment = staging"), "staging"),
        arguments(argument("environment=\"a,b\""), "a,b"),
        arguments(file("\ufeffbatchmon.environment=staging"), "staging"),
        arguments(file("batchmon.environment=staging   "), "staging"),
        arguments(file("batchmon.environment : staging\r\n"), "staging"),
        arguments(file("  batchmon.environment\tstaging"), "staging"),
        arguments(file("batchmon.environment=sta\\\n   ging"), "staging"),
        arguments(file("batchmon.environment=staging\\"), "staging"),
        arguments(file("batchmon.environment=sta\\u0067ing"), "staging"),
        arguments(file("! no\\\nbatchmon.environment=a\\=b\\tc"), "a=b\tc"),
        arguments(file("batchmon.environment=Prüfung"), "Prüfung"),
        arguments(
            file("batchmon.environment=Prüfung".getBytes(StandardCharsets.ISO_8859_1)), "Prüfung"),
        arguments(file("server.port=8080\nspring.main=x\nno separator"), "development"),
        arguments(file(""), "development"),
        arguments(environment("BATCHMON_SERVICE_HOST", "10.0.0.7"), "development"),
        arguments(environment("BATCHMON_CONSOLE_PORT", "tcp://10.0.0.7:80"), "development"),
        arguments(environment("BATCHMON_JDK_21", "/opt/jdk"), "development"),
        arguments(environment("BATCHMON_JDKS_REQUIRED", "8,11"), "development"),
        arguments(environment("OTEL_OF_SOMEBODY_ELSE", "x"), "development"),
        arguments(system("otel.instrumentation.quartz.enabled", "x"), "development"),
        arguments(system("batchmon.rule.a.b.match", "quartz:*"), "development"));
  }

  @ParameterizedTest
  @MethodSource("unusual")
  void unusualButClearIsUsedWithoutAWord(Written written, String environment) throws Exception {
    Settings settings = written.read(folder);

    assertThat(ENVIRONMENT.apply(settings)).isEqualTo(environment);
    assertThat(PORT.apply(settings)).isEqualTo(0L);
    assertThat(written.said(folder)).isEmpty();
  }
}
