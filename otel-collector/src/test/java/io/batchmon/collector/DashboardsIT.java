package io.batchmon.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.batchmon.collector.kit.Alertmanager;
import io.batchmon.collector.kit.Await;
import io.batchmon.collector.kit.Collector;
import io.batchmon.collector.kit.Needed;
import io.batchmon.collector.kit.Ports;
import io.batchmon.collector.kit.Prometheus;
import io.batchmon.collector.kit.SampleApplication;
import io.batchmon.collector.kit.Web;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each query of each Grafana dashboard, asked of a real Prometheus that scrapes a real collector
 * that the sample application sends to.
 */
class DashboardsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DASHBOARDS = Needed.KIT.resolve("dashboards");
  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+), ([a-z_]+)\\)");

  /**
   * What this application has no cause to tell: a hook that does not fit, an exception that stays
   * in a future, a container with a limit.
   */
  private static final Set<String> WITHOUT_CAUSE =
      Set.of(
          "batchmon_advice_failures_total",
          "batch_queue_swallowed_total",
          "container_memory_usage_limit_bytes",
          "db_client_connection_timeouts_total");

  @TempDir private static Path folder;
  private static final ConcurrentLinkedQueue<JsonNode> slack = new ConcurrentLinkedQueue<>();
  private static HttpServer webhook;
  private static Alertmanager alertmanager;
  private static Collector collector;
  private static Prometheus prometheus;
  private static SampleApplication application;

  private record Query(String dashboard, String panel, String promql) {
    @Override
    public String toString() {
      return dashboard + ": " + panel + ": " + promql;
    }
  }

  @BeforeAll
  static void start() throws Exception {
    Collector.program();
    Prometheus.program();
    Alertmanager.program();
    webhook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    webhook.createContext(
        "/",
        exchange -> {
          slack.add(JSON.readTree(exchange.getRequestBody().readAllBytes()));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    webhook.createContext(
        "/zipkin",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(202, -1);
          exchange.close();
        });
    webhook.start();
    alertmanager =
        Alertmanager.start(
            folder.resolve("alertmanager"),
            "http://127.0.0.1:" + webhook.getAddress().getPort() + "/services/T/B/x");
    Map<String, String> addresses = new TreeMap<>();
    for (String shipped : List.of("127.0.0.1:9464", "127.0.0.1:9465", "127.0.0.1:8888")) {
      addresses.put(shipped, "127.0.0.1:" + Ports.free());
    }
    String ownMetrics = addresses.get("127.0.0.1:8888");
    collector =
        Collector.of("dashboards", folder.resolve("collector"), "base.yaml", "local.yaml")
            .env("COLLECTOR_PROMETHEUS_JOBS", addresses.get("127.0.0.1:9464"))
            .env("COLLECTOR_PROMETHEUS_INSTANCES", addresses.get("127.0.0.1:9465"))
            .env("COLLECTOR_METRICS_PORT", ownMetrics.substring(ownMetrics.indexOf(':') + 1))
            .env(
                "COLLECTOR_ZIPKIN",
                "http://127.0.0.1:" + webhook.getAddress().getPort() + "/zipkin")
            // nobody is there: that is what the collector gives up
            .env("COLLECTOR_JAEGER", "127.0.0.1:" + Ports.free())
            .option("--config=yaml:exporters::otlp_grpc/jaeger::retry_on_failure::enabled: false")
            .start();
    String shipped = configuration(addresses);
    prometheus =
        Prometheus.start(
            folder.resolve("prometheus"),
            port -> shipped.replace("OWN_PORT", Integer.toString(port)));

    Map<String, String> cron = SampleApplication.sendingTo(collector.otlpHttp());
    Map<String, String> environment = SampleApplication.sendingTo(collector.otlpHttp());
    // as in a pod, so that there is a container to tell of
    environment.put("KUBERNETES_SERVICE_HOST", "127.0.0.1");
    // and nobody takes its traces, so that there is something that the agent gives up
    environment.put(
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://127.0.0.1:" + Ports.free() + "/v1/traces");
    environment.put("OTEL_JAVA_EXPORTER_OTLP_RETRY_DISABLED", "true");
    application =
        SampleApplication.start(
            folder,
            environment,
            "nightly-settlement.first=500ms",
            "nightly-settlement.every=3s",
            "daily-report.first=500ms",
            "daily-report.every=5s",
            "exchange-rates.first=1s",
            "exchange-rates.every=5s",
            "customer-import.first=1s",
            "customer-import.every=5s",
            "ledger-load.first=1s",
            "ledger-load.every=5s",
            "price-feed.first=1s",
            "campaign.first=1s",
            "disk-check.first=1s",
            "disk-check.every=4s");
    assertThat(SampleApplication.endOfDay(folder, cron, "friday.csv")).isZero();
    assertThat(SampleApplication.endOfDay(folder, cron, "sunday.csv")).isEqualTo(1);
  }

  private static String configuration(Map<String, String> addresses) throws IOException {
    String shipped = Files.readString(Needed.KIT.resolve("config/prometheus.yml"));
    for (Map.Entry<String, String> address : addresses.entrySet()) {
      assertThat(shipped).contains(address.getKey());
      shipped = shipped.replace(address.getKey(), address.getValue());
    }
    assertThat(shipped).contains("scrape_interval: 5s");
    return shipped.replace("scrape_interval: 5s", "scrape_interval: 1s\n  evaluation_interval: 1s")
        + """
          - job_name: alertmanager
            static_configs: [{targets: ["%s"]}]
          - job_name: prometheus
            static_configs: [{targets: ["127.0.0.1:OWN_PORT"]}]
        rule_files: ["%s"]
        alerting:
          alertmanagers:
            - static_configs: [{targets: ["%s"]}]
        """
            .formatted(
                alertmanager.address(),
                Needed.KIT.resolve("alarms/prometheus-rules.yml"),
                alertmanager.address());
  }

  @AfterAll
  static void stop() {
    for (AutoCloseable each :
        new AutoCloseable[] {application, prometheus, collector, alertmanager}) {
      try {
        if (each != null) {
          each.close();
        }
      } catch (Exception failure) {
        throw new AssertionError(failure);
      }
    }
    if (webhook != null) {
      webhook.stop(0);
    }
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(DASHBOARDS)) {
      return files
          .filter(file -> file.toString().endsWith(".json") && !file.endsWith("cloudwatch.json"))
          .sorted()
          .toList();
    }
  }

  private static List<Query> queries() throws IOException {
    List<Query> queries = new ArrayList<>();
    for (Path file : files()) {
      String name = file.getFileName().toString();
      JsonNode dashboard = JSON.readTree(file.toFile());
      for (JsonNode panel : dashboard.path("panels")) {
        for (JsonNode target : panel.path("targets")) {
          queries.add(
              new Query(
                  name, panel.path("title").asText(), filledIn(target.path("expr").asText())));
        }
      }
    }
    return queries;
  }

  private static String filledIn(String expression) {
    String filled =
        expression
            .replace("$__rate_interval", "1m")
            .replace("$__range", "5m")
            .replace("$__interval", "15s");
    for (String variable : List.of("environment", "service", "job")) {
      filled = filled.replace("$" + variable, ".*");
    }
    assertThat(filled).doesNotContain("$");
    return filled;
  }

  private static boolean isExpected(Query query) {
    return WITHOUT_CAUSE.stream().noneMatch(query.promql()::contains);
  }

  @Test
  void eachQueryReturnsSeries() throws Exception {
    List<Query> all = queries();
    assertThat(all).hasSizeGreaterThan(80);
    Set<Query> pending = new HashSet<>(all.stream().filter(DashboardsIT::isExpected).toList());

    Await.value(
        "each query returns series",
        Duration.ofMinutes(2),
        () -> {
          Web.post(application.url("/orders"), "");
          Web.status(application.url("/orders"));
          Web.status(application.url("/report"));
          pending.removeIf(DashboardsIT::hasSeries);
          assertThat(pending).isEmpty();
          return Optional.of(true);
        });
  }

  private static boolean hasSeries(Query query) {
    try {
      return !prometheus.query(query.promql()).isEmpty();
    } catch (IOException failure) {
      throw new AssertionError(query.toString(), failure);
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  @Test
  void whatHasNoCauseIsUnderstoodAndReturnsNothing() throws Exception {
    for (Query query : queries()) {
      if (!isExpected(query)) {
        assertThat(hasSeries(query)).as("has a cause after all: " + query).isFalse();
      }
    }
  }

  @Test
  void eachVariableHasValues() throws Exception {
    Set<String> asked = new HashSet<>();
    for (Path file : files()) {
      for (JsonNode variable : JSON.readTree(file.toFile()).at("/templating/list")) {
        if (!variable.path("type").asText().equals("query")) {
          continue;
        }
        Matcher matcher = LABEL_VALUES.matcher(filledIn(variable.at("/query/query").asText()));
        assertThat(matcher.matches()).as(variable.toString()).isTrue();
        String url =
            prometheus.url()
                + "/api/v1/label/"
                + matcher.group(2)
                + "/values?match[]="
                + Web.encoded(matcher.group(1));
        asked.add(url);
        Await.until(
            variable.path("name").asText() + " of " + file.getFileName() + " has values",
            () -> !Web.json(url.replace("[]", "%5B%5D")).path("data").isEmpty());
      }
    }
    assertThat(asked).hasSizeGreaterThan(4);
  }

  @Test
  void panelsSayWhatTheApplicationDid() throws Exception {
    Map<String, String> overview =
        queries().stream()
            .filter(query -> query.dashboard().equals("overview.json"))
            .collect(Collectors.toMap(Query::panel, Query::promql, (first, second) -> first));

    // the partner does not answer, and the report gives up after two seconds
    Await.holds(
        "the p95 of the report",
        () ->
            assertThat(valueFor(overview.get("Duration per job, p95"), "daily-report"))
                .isBetween(1.8, 10.0));
    Await.holds(
        "what fails each time",
        () ->
            assertThat(valueFor(overview.get("Failure rate per job"), "DiskCheck every 4 s"))
                .isEqualTo(1));
    Await.holds(
        "a main() that failed in a JVM of its own",
        () ->
            assertThat(valueFor("batch_job_runs_total{batch_job_outcome='failed'}", "EndOfDay"))
                .isEqualTo(1));
    Await.holds(
        "not all runs succeed",
        () -> assertThat(prometheus.value(overview.get("Success rate"))).isBetween(0.05, 0.99));
  }

  private static double valueFor(String promql, String job) throws Exception {
    for (JsonNode series : prometheus.query(promql)) {
      if (series.at("/metric/batch_job_name").asText().equals(job)) {
        return series.path("value").path(1).asDouble();
      }
    }
    throw new AssertionError(job + " is not among " + prometheus.query(promql));
  }

  @Test
  void ruleThatFiresIsToldInSlackByTheSameRoute() {
    Await.holds(
        "Slack is told",
        () ->
            assertThat(slack)
                .anySatisfy(
                    message ->
                        assertThat(message.at("/attachments/0/title").asText())
                            .startsWith("[production] FAILED ")
                            .contains("in ten minutes")));
  }

  @Test
  void gridsHaveNoOverlapAndPanelsHaveWhatGrafanaNeeds() throws IOException {
    for (Path file : files()) {
      JsonNode dashboard = JSON.readTree(file.toFile());
      Set<String> cells = new HashSet<>();
      Set<Integer> ids = new HashSet<>();
      assertThat(dashboard.path("uid").asText()).startsWith("batchmon-");
      assertThat(dashboard.path("tags").path(0).asText()).isEqualTo("batchmon");
      for (JsonNode panel : dashboard.path("panels")) {
        String what = file.getFileName() + ": " + panel.path("title").asText();
        assertThat(ids.add(panel.path("id").asInt())).as(what).isTrue();
        assertThat(panel.path("type").asText())
            .as(what)
            .isIn("stat", "timeseries", "table", "heatmap");
        assertThat(panel.at("/datasource/uid").asText()).as(what).isEqualTo("${datasource}");
        JsonNode at = panel.path("gridPos");
        assertThat(at.path("x").asInt() + at.path("w").asInt()).as(what).isLessThanOrEqualTo(24);
        for (int x = at.path("x").asInt(); x < at.path("x").asInt() + at.path("w").asInt(); x++) {
          for (int y = at.path("y").asInt(); y < at.path("y").asInt() + at.path("h").asInt(); y++) {
            assertThat(cells.add(x + "," + y)).as(what + " overlaps").isTrue();
          }
        }
        Set<String> references = new HashSet<>();
        for (JsonNode target : panel.path("targets")) {
          assertThat(references.add(target.path("refId").asText())).as(what).isTrue();
        }
        assertThat(references).as(what).isNotEmpty();
      }
    }
  }
}
