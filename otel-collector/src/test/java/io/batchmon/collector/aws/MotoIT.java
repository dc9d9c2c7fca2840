package io.batchmon.collector.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.night.Nightly;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.batchmon.collector.kit.Await;
import io.batchmon.collector.kit.Collector;
import io.batchmon.collector.kit.Needed;
import io.batchmon.collector.kit.Ports;
import io.batchmon.collector.kit.RunningProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** aws-classic.yaml with an AWS that somebody else has written: what it stored is asked of it. */
class MotoIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private String url;

  private JsonNode ask(String service, String path, String target, Object input) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Content-Type", "application/x-amz-json-1.1")
            .header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=x/20261121/eu-central-1/"
                    + service
                    + "/aws4_request, SignedHeaders=host, Signature=0")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(input)));
    if (!target.isEmpty()) {
      request.header("X-Amz-Target", target);
    }
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  private JsonNode events(String group) throws Exception {
    return ask("logs", "/", "Logs_20140328.FilterLogEvents", Map.of("logGroupName", group))
        .path("events");
  }

  @Test
  void jobIsFoundAgainByWhatAwsHasToAskIt() throws Exception {
    Path server =
        Needed.program(
            "moto, an AWS of its own (pip install 'moto[server]')", "BATCHMON_MOTO", "moto_server");
    int port = Ports.free();
    url = "http://127.0.0.1:" + port;
    try (RunningProcess moto =
            RunningProcess.start(
                "moto",
                folder,
                Map.of(),
                List.of(server.toString(), "-H", "127.0.0.1", "-p", String.valueOf(port)));
        Partner partner = Partner.start();
        Collector collector = Collector.of("moto", folder, "base.yaml", "aws-classic.yaml")) {
      moto.awaitPrinted("Running on");
      collector
          .env("AWS_ENDPOINT_URL", url)
          .env("AWS_REGION", "eu-central-1")
          .env("AWS_ACCESS_KEY_ID", "x")
          .env("AWS_SECRET_ACCESS_KEY", "y")
          .start();
      RunningProcess job =
          Job.sendingTo(collector.otlpHttp())
              .env("BATCHMON_SHUTDOWN_TIMEOUT", "30s")
              .start(folder, Nightly.class, partner.url(), "/404", "fail");
      assertThat(job.await()).as(job.log()).isEqualTo(1);
      assertThat(job.log()).doesNotContain("Lost");

      JsonNode finished =
          Await.value(
              "event",
              () -> {
                for (JsonNode event : events("/batchmon/events")) {
                  JsonNode line = JSON.readTree(event.path("message").asText());
                  if (line.at("/attributes/event.name").asText().equals("batch.job.finished")) {
                    return Optional.of(line);
                  }
                }
                return Optional.empty();
              });
      assertThat(finished.path("severity_text").asText()).isEqualTo("ERROR");
      assertThat(events("/batchmon/metrics").toString()).contains("batch.job.runs");
      String id = finished.path("trace_id").asText();
      String trace = "1-" + id.substring(0, 8) + '-' + id.substring(8);
      JsonNode segments =
          ask("xray", "/Traces", "", Map.of("TraceIds", List.of(trace))).at("/Traces/0/Segments");
      assertThat(segments).hasSize(2);
      assertThat(segments.toString()).contains("Nightly", "localhost");
    }
  }
}
