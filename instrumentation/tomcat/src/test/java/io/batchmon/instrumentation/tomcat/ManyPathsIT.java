package io.batchmon.instrumentation.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.servlettesting.ContainerLoader;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.HttpRequests;
import io.batchmon.job.JobRun;
import io.batchmon.job.RunResult;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a scanner does to the newest Tomcat: every request has a path of its own. */
class ManyPathsIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new TomcatInstrumentation());

  private static final int PATHS = 10_000;

  private static TomcatContainer container;
  private static int port;

  @BeforeAll
  static void serve() throws Exception {
    List<String> versions = Files.readAllLines(Path.of("supported-versions.txt"));
    String newest = versions.get(versions.size() - 1);
    int major = Integer.parseInt(newest.substring(0, newest.indexOf('.')));
    Path jars = Path.of("target", "containers", newest).toAbsolutePath();
    container = new TomcatContainer(ContainerLoader.of(jars), major);
    container.servlet("orders", "/orders/*", exchange -> exchange.write("order"));
    container.servlet("action", "*.do", exchange -> exchange.write("action"));
    container.servlet(
        "spring",
        "/spring/*",
        exchange -> {
          exchange.request("setAttribute", HttpRequests.springPattern(), "/items/{id}");
          exchange.write("item");
        });
    container.servlet(
        "refused", "/refused/*", exchange -> exchange.response("sendError", 503, "later"));
    container.servlet("guarded", "/guarded/*", exchange -> exchange.write("secret"));
    container.filter("guard", "/guarded/*", exchange -> exchange.response("setStatus", 403));
    HttpRequests.configure(null);
    port = container.start();
  }

  @AfterAll
  static void stop() throws Exception {
    container.stop();
  }

  private static String path(int i) {
    return switch (i % 7) {
      case 0 -> "/shop/orders/" + i;
      case 1 -> "/shop/orders/" + i + ";jsessionid=" + i + "/lines%20of/..%2f?page=" + i;
      case 2 -> "/shop/some/file" + i + ".do";
      case 3 -> "/shop/spring/items/" + i;
      case 4 -> "/shop/refused/" + i;
      case 5 -> "/shop/guarded/" + i;
      default -> "/shop/wp-admin/" + i + ".php";
    };
  }

  private static RunAssert outcome(int i) {
    RunAssert run = runs.take();
    return i % 7 == 4 ? run.failed("HTTP 503", "503") : run.succeeded();
  }

  private static Object attributeOf(JobRun run, String name) {
    for (int i = 0; i < run.attributeCount(); i++) {
      if (run.attributeName(i).equals(name)) {
        return run.attributeValue(i);
      }
    }
    throw new AssertionError(run + " has no " + name);
  }

  private static Object routeOf(RunResult result) {
    for (int i = 0; i < result.attributeCount(); i++) {
      if (result.attributeName(i).equals("http.route")) {
        return result.attributeValue(i);
      }
    }
    return "none";
  }

  @Test
  void tenThousandPathsAndMethodsAreFewNamesAndRoutes() throws Exception {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    Set<Object> names = new HashSet<>();
    Set<Object> methods = new HashSet<>();
    Set<Object> routes = new HashSet<>();
    Set<Object> paths = new HashSet<>();
    Set<Object> statuses = new HashSet<>();
    for (int i = 0; i < PATHS; i++) {
      URI uri = URI.create("http://127.0.0.1:" + port + path(i));
      String method = i % 11 == 0 ? "SCAN" + i : "GET";
      HttpRequest request =
          HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).build();
      int status = client.send(request, BodyHandlers.discarding()).statusCode();
      statuses.add(status);
      RunAssert run = outcome(i).endedWithAttribute("http.response.status_code", (long) status);
      names.add(run.run().name());
      methods.add(attributeOf(run.run(), "http.request.method"));
      paths.add(attributeOf(run.run(), "url.path"));
      routes.add(routeOf(run.result()));
    }

    assertThat(paths).hasSize(PATHS);
    assertThat(statuses).contains(200, 403, 404, 503);
    assertThat(names).hasSize(2);
    assertThat(methods).containsExactlyInAnyOrder("GET", "_OTHER");
    assertThat(routes)
        .containsExactlyInAnyOrder(
            "/shop/orders/*",
            "/shop/*.do",
            "/shop/spring/items/{id}",
            "/shop/refused/*",
            "/shop/guarded/*",
            "none");
  }
}
