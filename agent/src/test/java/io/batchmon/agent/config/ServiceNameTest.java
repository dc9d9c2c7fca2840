package io.batchmon.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceNameTest {
  @Test
  void firstNameThatSomebodyGaveWins() {
    Map<String, String> sources = new LinkedHashMap<>();
    sources.put("batchmon.service.name", "ours");
    sources.put("otel.service.name", "otel");
    sources.put("otel.resource.attributes", "a=b, service.name = re%20source+1,c=d");
    sources.put("spring.application.name", "spring");
    sources.put("SPRING_APPLICATION_NAME", "variable");
    sources.put("sun.java.command", "com.acme.Nightly today");

    Map<String, String> expected =
        Map.of("otel.resource.attributes", "re source+1", "sun.java.command", "Nightly");
    for (String name : List.copyOf(sources.keySet())) {
      assertThat(nameOf(sources)).isEqualTo(expected.getOrDefault(name, sources.get(name)));
      sources.remove(name);
    }
    assertThat(nameOf(sources)).isEqualTo("unknown_service:java");
  }

  private static String nameOf(Map<String, String> sources) {
    Properties system = new Properties();
    system.putAll(sources);
    AgentLog log = AgentLog.to(new PrintStream(PrintStream.nullOutputStream()));
    Settings settings = SettingsReader.read(null, system, Map.of(), log);
    return ServiceName.of(settings, system, new HashMap<>(sources));
  }

  @Test
  void unusableNamesArePassedOver() {
    Map<String, String> sources = new HashMap<>();
    sources.put("batchmon.service.name", " ");
    sources.put("otel.resource.attributes", "service.name=,service.name.other=x");
    sources.put("spring.application.name", "${APP_NAME}");
    sources.put("sun.java.command", "com.acme.Nightly");
    assertThat(nameOf(sources)).isEqualTo("Nightly");
    sources.put("otel.resource.attributes", "service.name=%zz");
    assertThat(nameOf(sources)).isEqualTo("%zz");
  }

  @ParameterizedTest
  @CsvSource({
    "com.acme.NightlyJob --date=2026-01-01, /app/classes, NightlyJob",
    "NightlyJob, /app/classes:/app/a.jar, NightlyJob",
    "com.acme.app/com.acme.NightlyJob x, /app, NightlyJob",
    "/opt/billing.jar --file=/tmp/x.jar, /opt/billing.jar, billing",
    "billing-1.4.2.jar today, billing-1.4.2.jar, billing",
    "billing-job-1.4.2-SNAPSHOT.jar, billing-job-1.4.2-SNAPSHOT.jar, billing-job",
    "batch-2.jar, batch-2.jar, batch-2",
    "/my apps/night job.jar a b, /my apps/night job.jar, night job",
    "C:\\apps\\billing.jar x, C:\\apps\\billing.jar, billing",
    "shop.war, shop.war, shop",
    "com.acme.Main /opt/billing.jar, /opt/lib.jar, Main",
    "org.apache.spark.deploy.SparkSubmit --class com.acme.Nightly a.jar, /opt/spark/conf, Nightly",
    "org.apache.flink.client.cli.CliFrontend run -c com.acme.Nightly a.jar, /opt/flink, Nightly",
    "org.apache.flink.client.cli.CliFrontend run /opt/jobs-1.2.jar x, /opt/flink, jobs",
    "'', '', unknown_service:java",
    ".jar, .jar, unknown_service:java"
  })
  void commandIsNamedByJarOrMainClassNeverByArguments(
      String command, String classPath, String name) {
    assertThat(ServiceName.ofCommand(command, classPath)).isEqualTo(name);
  }
}
