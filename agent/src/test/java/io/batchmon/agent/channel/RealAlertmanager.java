package io.batchmon.agent.channel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * Alertmanager itself, as a process on the loopback interface: what {@code
 * BATCHMON_TEST_ALERTMANAGER} names (a folder with the program and amtool), else what is on the
 * path. Where there is none, its tests are left out, which is said; {@code .ci/run} leaves nothing
 * out.
 */
public final class RealAlertmanager implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SHIPPED = Path.of("..", "otel-collector", "alertmanager");
  private static final Duration START = Duration.ofSeconds(30);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static final AtomicBoolean SAID = new AtomicBoolean();

  private final Path folder;
  private final int port;
  private final List<String> peers;
  private Process process;

  private RealAlertmanager(Path folder, int port, List<String> peers) {
    this.folder = folder;
    this.port = port;
    this.peers = peers;
  }

  /** Leaves the test out if there is no Alertmanager. */
  public static void assumeThere() {
    Optional<Path> program = program("prometheus-alertmanager", "alertmanager");
    if (program.isEmpty() && SAID.compareAndSet(false, true)) {
      System.err.println("Left out, not on this machine: Alertmanager");
    }
    assumeTrue(program.isPresent(), "no Alertmanager; set BATCHMON_TEST_ALERTMANAGER");
  }

  /** The first of these programs that is there. */
  static Optional<Path> program(String... names) {
    String folder = System.getenv("BATCHMON_TEST_ALERTMANAGER");
    String path = folder == null ? System.getenv("PATH") : folder;
    return Stream.of(path.split(File.pathSeparator, -1))
        .filter(each -> !each.isEmpty())
        .flatMap(each -> Stream.of(names).map(name -> Path.of(each, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Path::toAbsolutePath);
  }

  /**
   * The shipped configuration in this folder, told where Slack is, with a tenth of the group
   * interval.
   */
  public static void configure(Path folder, String slackUrl) throws IOException {
    String shipped = Files.readString(SHIPPED.resolve("alertmanager.yml"));
    String scaled =
        replaced(
            replaced(
                shipped,
                "slack_api_url_file: /etc/alertmanager/slack-webhook",
                "slack_api_url: " + slackUrl),
            "group_interval: 30s",
            "group_interval: 3s");
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("alertmanager.yml"), scaled);
    Files.copy(SHIPPED.resolve("batchmon.tmpl"), folder.resolve("batchmon.tmpl"));
  }

  private static String replaced(String text, String what, String by) {
    if (!text.contains(what)) {
      throw new AssertionError("the shipped configuration has no " + what);
    }
    return text.replace(what, by);
  }

  /** One that is alone. */
  public static RealAlertmanager single(Path folder, String slackUrl) throws Exception {
    configure(folder, slackUrl);
    return new RealAlertmanager(folder, freePort(), null).start();
  }

  /** Several that know each other. */
  static List<RealAlertmanager> cluster(int size, Path folder, String slackUrl) throws Exception {
    List<RealAlertmanager> nodes = new ArrayList<>();
    List<String> peers = new ArrayList<>();
    try {
      for (int i = 0; i < size; i++) {
        Path own = folder.resolve("node" + i);
        configure(own, slackUrl);
        RealAlertmanager node = new RealAlertmanager(own, freePort(), List.copyOf(peers)).start();
        nodes.add(node);
        peers.add(
            node.status()
                .path("cluster")
                .path("peers")
                .path(i == 0 ? 0 : i)
                .path("address")
                .asText());
      }
      for (RealAlertmanager node : nodes) {
        node.await("it knows all nodes", () -> node.status().at("/cluster/peers").size() == size);
        node.await("gossip has settled", () -> node.get("/-/ready").statusCode() == 200);
      }
    } catch (Exception | AssertionError failure) {
      nodes.forEach(RealAlertmanager::close);
      throw failure;
    }
    return nodes;
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  /** Also after it was killed: on the same port, with what it had written. */
  RealAlertmanager start() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(program("prometheus-alertmanager", "alertmanager").orElseThrow().toString());
    command.add("--config.file=" + folder.resolve("alertmanager.yml").toAbsolutePath());
    command.add("--storage.path=" + folder.resolve("data").toAbsolutePath());
    command.add("--web.listen-address=127.0.0.1:" + port);
    if (peers == null) {
      command.add("--cluster.listen-address=");
    } else {
      command.add("--cluster.listen-address=127.0.0.1:0");
      command.add("--cluster.gossip-interval=50ms");
      command.add("--cluster.pushpull-interval=1s");
      command.add("--cluster.peer-timeout=2s");
      for (String peer : peers) {
        command.add("--cluster.peer=" + peer);
      }
    }
    Path home = Path.of(command.get(0)).getParent();
    process =
        new ProcessBuilder(command)
            // why: the Debian package reads its templates from its own folder, see .ci/alertmanager
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    try {
      await("it is up", () -> get("/-/healthy").statusCode() == 200);
    } catch (Exception | AssertionError failure) {
      close();
      throw failure;
    }
    return this;
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  int port() {
    return port;
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not die");
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** In which turn a node sends, if it is the first of the cluster to. */
  static RealAlertmanager firstToSend(List<RealAlertmanager> nodes) throws Exception {
    RealAlertmanager first = null;
    String least = "";
    for (RealAlertmanager node : nodes) {
      String name = node.status().at("/cluster/name").asText();
      if (first == null || name.compareTo(least) < 0) {
        first = node;
        least = name;
      }
    }
    return first;
  }

  JsonNode status() throws Exception {
    return JSON.readTree(get("/api/v2/status").body());
  }

  /** Alerts that are open, of this job. */
  public List<JsonNode> alerts(String job) throws Exception {
    String filter = URLEncoder.encode("job=\"" + job + "\"", StandardCharsets.UTF_8);
    List<JsonNode> alerts = new ArrayList<>();
    JSON.readTree(get("/api/v2/alerts?filter=" + filter).body()).forEach(alerts::add);
    return alerts;
  }

  /** Groups of alerts, open or not, about which something may still be sent. */
  int groups() throws Exception {
    return JSON.readTree(get("/api/v2/alerts/groups").body()).size();
  }

  /** The same of one job. */
  long groupsOf(String job) throws Exception {
    long count = 0;
    for (JsonNode group : JSON.readTree(get("/api/v2/alerts/groups").body())) {
      count += group.at("/labels/job").asText().equals(job) ? 1 : 0;
    }
    return count;
  }

  /** The sum of a counter over its labels. */
  double counter(String name) throws Exception {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  void post(String json) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url() + "/api/v2/alerts"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build();
    HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url() + path)).timeout(Duration.ofSeconds(5)).build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Something that becomes true. */
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws Exception;
  }

  /** Asks again and again, for at most half a minute. */
  public void await(String what, Condition condition) throws InterruptedException {
    await(what, START, condition);
  }

  void await(String what, Duration atMost, Condition condition) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    Exception last = null;
    while (System.nanoTime() < deadline) {
      try {
        if (condition.holds()) {
          return;
        }
        last = null;
      } catch (InterruptedException interrupted) {
        throw interrupted;
      } catch (Exception notYet) {
        last = notYet;
      }
      if (process != null && !process.isAlive()) {
        break;
      }
      if (never.await(25, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException();
      }
    }
    throw new AssertionError(what + ": not within " + atMost + "\n" + log(), last);
  }

  String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
