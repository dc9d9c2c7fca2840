package io.batchmon.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpRequestsTest {
  private final List<JobRun> begun = new ArrayList<>();
  private final List<RunResult> ended = new ArrayList<>();

  @BeforeEach
  void open() {
    JobRuns.listen(new Listener());
    HttpRequests.configure(
        "X-Trace-ID", "/health", "/up/", "*/actuator/health", "/a*z", "/metrics*");
  }

  @AfterEach
  void close() {
    JobRuns.listen(null);
    HttpRequests.configure(null);
  }

  private static @Nullable OpenRun request(String method, String path) {
    return HttpRequests.begin(method, "http", path, "host", 80, null, null, null);
  }

  @ParameterizedTest
  @CsvSource({
    "/health, true",
    "/health/ready, true",
    "/healthy, false",
    "/shop/health, false",
    "/up, false",
    "/up/now, true",
    "/actuator/health, true",
    "/shop/actuator/health/db, true",
    "/actuator/healthy, false",
    "/abcz, true",
    "/az/deep, true",
    "/abc, false",
    "/metrics, true",
    "/metricsOfSales, true",
    "/health/../orders, false",
    "/health/%2e%2e/orders, false",
    "/health;a=b, false",
    "/, false",
  })
  void somePathsAreLeftOut(String path, boolean isLeftOut) {
    assertThat(request("GET", path) == null).isEqualTo(isLeftOut);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "/orders/*, /orders, /1, /shop/orders/*",
        "/orders/*, /orders, -, /shop/orders/*",
        "/orders/list, /orders/list, -, /shop/orders/list",
        "*.do, /some/file.do, -, /shop/*.do",
        "/, /some/file, -, /shop/",
        "'', '', /, /shop/",
        "/*, '', /some/file, /shop/*",
        "/other, /orders, -, -",
      })
  void aRouteIsTheMappingThatFits(String mapping, String path, String info, String route) {
    assertThat(HttpRequests.route(new String[] {mapping}, "/shop", path, info)).isEqualTo(route);
  }

  @Test
  void ofSeveralMappingsTheClosestIsTheRoute() {
    String[] mappings = {"/", "*.do", "/orders/*", "/orders/new/*"};

    assertThat(HttpRequests.route(mappings, "", "/orders/new", "/x.do")).isEqualTo("/orders/new/*");
    assertThat(HttpRequests.route(mappings, null, "/other.do", null)).isEqualTo("*.do");
    assertThat(HttpRequests.route(mappings, null, "/other", null)).isEqualTo("/");
    assertThat(HttpRequests.route(null, null, "/other", null)).isNull();
  }

  @Test
  void aPatternBeginsBehindTheServlet() {
    assertThat(HttpRequests.pattern("/items/{id}", "/shop", "/api", "/items/5"))
        .isEqualTo("/shop/api/items/{id}");
    assertThat(HttpRequests.pattern("/items/{id}", "", "/items/5", null)).isEqualTo("/items/{id}");
    assertThat(HttpRequests.pattern(null, "", "/items/5", null)).isNull();
    assertThat(HttpRequests.pattern("/" + "a".repeat(300), "", "", null)).hasSize(256);
  }

  @Test
  void whatIsInThePathAndMustNotBeShownIsCut() {
    request("GET", "/a;jsessionid=1/b;x/c;");
    request("GET", "/" + "a".repeat(2000));

    assertThat(begun.get(0).attributeValue(2)).isEqualTo("/a/b/c");
    assertThat((String) begun.get(1).attributeValue(2)).hasSize(1024);
  }

  @Test
  void methodsAreFew() {
    request("GET", "/");
    request("get", "/");
    request("FOO<script>", "/");

    assertThat(begun)
        .extracting(run -> run.name().name())
        .containsExactly("GET", "_OTHER", "_OTHER");
  }

  @Test
  void anErrorPageDoesNotHideWhatFailed() {
    OpenRun run = request("GET", "/orders/1");
    IllegalStateException failure = new IllegalStateException("Bad order");
    HttpRequests.known(run, "/orders/*", failure);
    HttpRequests.known(run, "/error", new IllegalStateException("Bad page"));
    HttpRequests.end(run, 200, "/error", null);

    RunResult result = ended.get(0);
    assertThat(result.outcome()).isEqualTo(RunOutcome.FAILED);
    assertThat(result.failure()).isSameAs(failure);
    assertThat(result.attributeValue(0)).isEqualTo("/orders/*");
  }

  @Test
  void unfinishedRequestsStayBounded() {
    List<Object> requests = new ArrayList<>();
    for (int i = 0; i < 10_050; i++) {
      Object request = new Object();
      requests.add(request);
      HttpRequests.suspended(request, request("GET", "/"));
    }

    assertThat(ended).isNotEmpty().allMatch(result -> result.outcome() == RunOutcome.STOPPED);
    for (Object request : requests) {
      HttpRequests.end(HttpRequests.taken(request), 200, null, null);
    }
    assertThat(ended).hasSameSizeAs(requests);
  }

  @Test
  void whatHasToBeUniqueCountsAsMissingIfItIsNot() {
    List<String> two = List.of("a", "b");

    assertThat(HttpRequests.header("traceparent", "a", Collections.enumeration(two))).isNull();
    assertThat(HttpRequests.header("tracestate", "a", Collections.enumeration(two)))
        .isEqualTo("a,b");
    assertThat(
            HttpRequests.header(
                "baggage", "a", Collections.enumeration(Collections.nCopies(9999, "a"))))
        .hasSizeLessThan(9000);
    assertThat(HttpRequests.header("b3", "a", Collections.enumeration(List.of("a"))))
        .isEqualTo("a");
  }

  private final class Listener implements RunListener {
    @Override
    public OpenRun started(JobRun run, @Nullable Object owner, @Nullable OpenRun parent) {
      begun.add(run);
      return new OpenRun() {
        @Override
        public void end(RunResult result) {
          ended.add(result);
        }

        @Override
        public void leave() {}

        @Override
        public boolean stopRequested() {
          return false;
        }

        @Override
        public RunKind kind() {
          return RunKind.REQUEST;
        }
      };
    }

    @Override
    public @Nullable OpenRun open(Object owner, boolean inAnyThread) {
      return null;
    }

    @Override
    public @Nullable OpenRun current() {
      return null;
    }

    @Override
    public void stopRequested(
        @Nullable JobName name, @Nullable String instanceId, boolean requested) {}

    @Override
    public void missed(JobName name, long scheduledMillis, String reason) {}

    @Override
    public void adviceFailed(String hook, Throwable failure) {
      throw new AssertionError(hook, failure);
    }
  }
}
