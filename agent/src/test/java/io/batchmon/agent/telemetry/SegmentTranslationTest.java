package io.batchmon.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Redactor;
import io.batchmon.agent.config.Settings;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the X-Ray SDK would have sent to its daemon, as spans. */
class SegmentTranslationTest {
  private static final String IDS =
      "\"id\":\"53995c3f42cd8ad8\",\"trace_id\":\"1-5759e988-bd862e3fe1be46a994272793\",";
  private static final String TIMES =
      "\"start_time\":1.795268267975E9,\"end_time\":1.795268267987E9";
  private static final String REQUEST =
      "{\"name\":\"orders\","
          + IDS
          + TIMES
          + ",\"parent_id\":\"00f067aa0ba902b7\",\"fault\":true,\"user\":\"joe\",\"http\":{\"request\":"
          + "{\"method\":\"GET\",\"url\":\"http://shop:8080/orders/7?card=1\",\"user_agent\":\"curl\"},"
          + "\"response\":{\"status\":500,\"content_length\":12}},\"annotations\":{\"tenant\":\"acme\","
          + "\"n\":42,\"ok\":true},\"metadata\":{\"default\":{\"k\":{\"a\":[1,2.5,null]}}},\"subsegments\":[{"
          + "\"name\":\"db\",\"id\":\"1155a3dea3c12c12\","
          + TIMES
          + ",\"namespace\":\"remote\",\"sql\":{\"database_type\":\"H2\",\"sanitized_query\":\"select ?\","
          + "\"url\":\"jdbc:h2:mem\",\"user\":\"sa\"}},{\"name\":\"work\",\"id\":\"32947f15da232aa5\","
          + TIMES
          + ",\"fault\":true,\"cause\":{\"exceptions\":[{\"id\":\"a\",\"message\":\"outer\",\"type\":"
          + "\"java.lang.IllegalStateException\",\"stack\":[{\"path\":\"P.java\",\"line\":10,\"label\":"
          + "\"P.main\"},{\"path\":\"N.java\",\"line\":-2,\"label\":\"N.call\"}],\"cause\":\"b\"},{\"id\":\"b\","
          + "\"message\":\"password=hunter2\",\"type\":\"java.io.IOException\",\"stack\":[]}]},"
          + "\"subsegments\":[{\"name\":\"S3\",\"id\":\"2066f8761265f6ae\","
          + TIMES
          + ",\"error\":true,\"throttle\":true,\"namespace\":\"aws\",\"aws\":{\"bucket_names\":[\"b\"],"
          + "\"region\":\"eu-west-1\",\"operation\":\"GetObject\"}}]}]}";

  private final Settings settings = TestRuns.settings(AgentLog.to(System.err));
  private final SegmentTranslation translation =
      new SegmentTranslation(
          new OtlpConfig(settings),
          Resource.empty(),
          InstrumentationScopeInfo.create("io.batchmon"),
          Redactor.of(settings));

  private static String text(RunSpan span, String name) {
    return span.getAttributes().get(AttributeKey.stringKey(name));
  }

  @Test
  void aRequestIsAServerSpanWithTheIdsItHad() {
    RunSpan span = translation.spans(REQUEST, false).get(0);

    assertThat(span.getName()).isEqualTo("orders");
    assertThat(span.getKind()).isEqualTo(SpanKind.SERVER);
    assertThat(span.getTraceId()).isEqualTo("5759e988bd862e3fe1be46a994272793");
    assertThat(span.getSpanId()).isEqualTo("53995c3f42cd8ad8");
    assertThat(span.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
    assertThat(span.getParentSpanContext().isRemote()).isTrue();
    assertThat(span.getSpanContext().isSampled()).isTrue();
    assertThat(span.getStartEpochNanos()).isEqualTo(1_795_268_267_975_000_000L);
    assertThat(span.getEndEpochNanos()).isEqualTo(1_795_268_267_987_000_000L);
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(text(span, "error.type")).isEqualTo("500");
    assertThat(text(span, "aws.span.kind")).isEqualTo("LOCAL_ROOT");
    assertThat(text(span, "aws.local.service")).isEqualTo("orders");
    assertThat(text(span, "http.request.method")).isEqualTo("GET");
    assertThat(text(span, "url.path")).isEqualTo("/orders/7");
    assertThat(text(span, "server.address")).isEqualTo("shop");
    assertThat(span.getAttributes().get(AttributeKey.longKey("server.port"))).isEqualTo(8080);
    assertThat(span.getAttributes().get(AttributeKey.longKey("http.response.status_code")))
        .isEqualTo(500);
    assertThat(span.getAttributes().toString()).doesNotContain("card=1").doesNotContain("joe");
  }

  @Test
  void annotationsAreSearchableAndMetadataKeptAsJson() {
    RunSpan span = translation.spans(REQUEST, false).get(0);

    assertThat(text(span, "tenant")).isEqualTo("acme");
    assertThat(span.getAttributes().get(AttributeKey.longKey("n"))).isEqualTo(42);
    assertThat(span.getAttributes().get(AttributeKey.booleanKey("ok"))).isTrue();
    assertThat(span.getAttributes().get(AttributeKey.stringArrayKey("aws.xray.annotations")))
        .containsExactly("tenant", "n", "ok");
    assertThat(text(span, "aws.xray.metadata.default")).isEqualTo("{\"k\":{\"a\":[1,2.5,null]}}");
  }

  @Test
  void subsegmentsAreItsChildren() {
    List<RunSpan> spans = translation.spans(REQUEST, false);

    assertThat(spans).extracting(RunSpan::getName).containsExactly("orders", "db", "work", "S3");
    RunSpan sql = spans.get(1);
    assertThat(sql.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(sql.getParentSpanId()).isEqualTo("53995c3f42cd8ad8");
    assertThat(sql.getParentSpanContext().isRemote()).isFalse();
    assertThat(text(sql, "aws.remote.service")).isEqualTo("db");
    assertThat(text(sql, "db.system.name")).isEqualTo("H2");
    assertThat(text(sql, "db.query.text")).isEqualTo("select ?");
    RunSpan work = spans.get(2);
    assertThat(work.getKind()).isEqualTo(SpanKind.INTERNAL);
    assertThat(work.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(text(work, "error.type")).isEqualTo("java.lang.IllegalStateException");
    RunSpan aws = spans.get(3);
    assertThat(aws.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(aws.getParentSpanId()).isEqualTo("32947f15da232aa5");
    assertThat(aws.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(text(aws, "rpc.system")).isEqualTo("aws-api");
    assertThat(text(aws, "rpc.service")).isEqualTo("S3");
    assertThat(text(aws, "rpc.method")).isEqualTo("GetObject");
    assertThat(text(aws, "aws.region")).isEqualTo("eu-west-1");
    assertThat(aws.getAttributes().get(AttributeKey.booleanKey("aws.xray.throttle"))).isTrue();
  }

  @Test
  void aDatabaseIsNoAddressOfAPerson() {
    String document = REQUEST.replace("\"name\":\"db\"", "\"name\":\"accounts@db.example\"");
    RunSpan sql = translation.spans(document, false).get(1);
    String person = REQUEST.replace("\"name\":\"work\"", "\"name\":\"ann@corp.example\"");

    assertThat(sql.getName()).isEqualTo("accounts@db.example");
    assertThat(text(sql, "aws.remote.service")).isEqualTo("accounts@db.example");
    assertThat(translation.spans(person, false).get(2).getName()).isEqualTo("***");
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:oracle:thin:scott/tiger@db:1521:shop,",
    "jdbc:oracle:thin:scott/tiger@//db/shop,",
    "jdbc:oracle:thin:scott/tiger@tcps://db/shop,",
    "jdbc:postgresql://scott:tiger@db/shop?password=tiger, jdbc:postgresql://db/shop",
    "jdbc:sqlserver://db;user=scott;password=tiger, jdbc:sqlserver://db",
    "jdbc:h2:mem:shop;PASSWORD=tiger, jdbc:h2:mem:shop",
  })
  void noPasswordOfADatabaseLeaves(String url, String shown) {
    RunSpan sql = translation.spans(REQUEST.replace("jdbc:h2:mem", url), false).get(1);

    assertThat(text(sql, "db.connection_string")).isEqualTo(shown);
    assertThat(sql.getAttributes().toString()).doesNotContain("tiger");
  }

  @Test
  void anExceptionIsOneEventWithItsCausesAsTheJvmPrintsThem() {
    RunSpan work = translation.spans(REQUEST, false).get(2);

    assertThat(work.getEvents()).hasSize(1);
    assertThat(
            work.getEvents()
                .get(0)
                .getAttributes()
                .get(AttributeKey.stringKey("exception.stacktrace")))
        .isEqualTo(
            "java.lang.IllegalStateException: outer\n\tat P.main(P.java:10)\n\tat N.call(N.java)\n"
                + "Caused by: java.io.IOException: password=***");
  }

  @Test
  void whatIsAPartOfARunIsNoRootOfItsOwn() {
    RunSpan span = translation.spans(REQUEST, true).get(0);

    assertThat(span.getKind()).isEqualTo(SpanKind.INTERNAL);
    assertThat(span.getParentSpanContext().isRemote()).isFalse();
    assertThat(text(span, "aws.span.kind")).isNull();
  }

  @Test
  void idsOfOldVersionsLackTheirLeadingZeros() {
    assertThat(
            translation
                .spans(REQUEST.replace("1-5759e988-", "1-59e988-"), false)
                .get(0)
                .getTraceId())
        .isEqualTo("0059e988bd862e3fe1be46a994272793");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"trace_id\":7}",
        "{\"trace_id\":\"1-5759e988-bd862e3fe1be46a994272793\"}",
        "{\"trace_id\":\"1-00000000-000000000000000000000000\",\"id\":\"53995c3f42cd8ad8\"}",
        "{\"trace_id\":\"1-5759e988-bd862e3fe1be46a994272793\",\"id\":\"0000000000000000\"}",
      })
  void whatIsNoSegmentIsNoSpan(String document) {
    assertThat(translation.spans(document, false)).isEmpty();
  }

  @Test
  void noDamagedDocumentThrows() {
    Random random = new Random(7);
    for (int i = 0; i < 5_000; i++) {
      StringBuilder document = new StringBuilder(REQUEST);
      for (int damage = random.nextInt(4); damage >= 0; damage--) {
        int at = random.nextInt(document.length() - 20);
        switch (random.nextInt(3)) {
          case 0 -> document.deleteCharAt(at);
          case 1 -> document.setCharAt(at, (char) (32 + random.nextInt(95)));
          default -> document.delete(at, at + random.nextInt(20));
        }
      }
      assertThat(translation.spans(document.toString(), random.nextBoolean())).isNotNull();
    }
  }

  @Test
  void theDeepestDocumentIsRefused() {
    assertThat(translation.spans("{\"a\":".repeat(100_000), false)).isEmpty();
  }
}
