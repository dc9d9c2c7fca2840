package io.batchmon.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.batchmon.collector.kit.Alertmanager;
import io.batchmon.collector.kit.Needed;
import io.batchmon.collector.kit.PythonTools;
import io.batchmon.collector.kit.PythonTools.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where Alertmanager would send what agents and rules tell, and how it would read. */
class AlertmanagerRoutesIT {
  private static final Path SHIPPED = Needed.KIT.resolve("alertmanager");
  private static final ObjectMapper JSON = new ObjectMapper();
  @TempDir private static Path folder;

  private static Ended amtool(String... arguments) {
    List<String> command = new ArrayList<>(List.of(Alertmanager.amtool().toString()));
    command.addAll(List.of(arguments));
    return PythonTools.run("amtool", Map.of(), command);
  }

  @Test
  void configurationIsOneThatAlertmanagerTakes() {
    Ended ended = amtool("check-config", SHIPPED.resolve("alertmanager.yml").toString());
    assertThat(ended.output()).contains("3 inhibit rules", "1 templates").contains("SUCCESS");
    assertThat(ended.exitCode()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "BatchJobFailed, open, batchmon",
    "BatchJobFailed, escalated, batchmon-escalated",
    "BatchCommonCause, open, batchmon",
    "BatchJobRunFailed, open, batchmon",
    "BatchJobNoSuccess, open, batchmon",
    "BatchCollectorDown, open, batchmon"
  })
  void eachIsSentWhereItBelongs(String alert, String stage, String receiver) {
    Ended ended =
        amtool(
            "config",
            "routes",
            "test",
            "--config.file=" + SHIPPED.resolve("alertmanager.yml"),
            "--verify.receivers=" + receiver,
            "alertname=" + alert,
            "stage=" + stage,
            "env=production",
            "service=billing",
            "job=night.settle");
    assertThat(ended.output()).contains(receiver);
    assertThat(ended.exitCode()).as(ended.output()).isZero();
  }

  private static String rendered(
      String template, String status, Map<String, String> labels, Map<String, String> annotations)
      throws IOException {
    Map<String, Object> alert =
        Map.of(
            "status", status,
            "labels", labels,
            "annotations", annotations,
            "startsAt", "2026-11-21T01:31:12Z",
            "endsAt", "2026-11-21T01:41:12Z");
    Path data =
        Files.writeString(
            folder.resolve("data.json"),
            JSON.writeValueAsString(
                Map.of(
                    "status",
                    status,
                    "alerts",
                    List.of(alert),
                    "commonLabels",
                    labels,
                    "externalURL",
                    "http://alertmanager:9093")));
    Ended ended =
        amtool(
            "template",
            "render",
            "--template.glob=" + SHIPPED.resolve("batchmon.tmpl"),
            "--template.text={{ template \"" + template + "\" . }}",
            "--template.data=" + data);
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    return ended.output().strip();
  }

  @Test
  void whatAnAgentTellsIsShownWithItsStackAndNothingOfItIsMarkup() throws IOException {
    Map<String, String> labels =
        Map.of(
            "alertname", "BatchJobFailed",
            "env", "production",
            "service", "billing",
            "job", "night.settle",
            "stage", "open",
            "fingerprint", "059ff9b1");
    Map<String, String> annotations =
        Map.of(
            "summary", "[production] FAILED night.settle: <!channel> & co",
            "exception", "IOException: <http://evil|click>",
            "stack", "at com.acme.Settle.run",
            "run_id", "636d4e82");
    assertThat(rendered("batchmon.title", "firing", labels, annotations))
        .isEqualTo("[production] FAILED night.settle: &lt;!channel&gt; &amp; co");
    assertThat(rendered("batchmon.text", "firing", labels, annotations))
        .contains("IOException: &lt;http://evil|click&gt;", "at com.acme.Settle.run")
        .contains("Service billing, since <!date^");
    assertThat(rendered("batchmon.footer", "firing", labels, annotations))
        .isEqualTo("run 636d4e82 | fp 059ff9b1 | open");
    assertThat(rendered("batchmon.title", "resolved", labels, annotations))
        .isEqualTo("[production] NO LONGER REPORTED night.settle");
  }

  @Test
  void whatARuleTellsHasNoFingerprintAndSaysWhichRule() throws IOException {
    Map<String, String> labels =
        Map.of(
            "alertname", "BatchJobOverdue",
            "env", "production",
            "service", "billing",
            "job", "night.settle",
            "stage", "open");
    Map<String, String> annotations = Map.of("summary", "[production] OVERDUE night.settle");
    assertThat(rendered("batchmon.title", "firing", labels, annotations))
        .isEqualTo("[production] OVERDUE night.settle");
    assertThat(rendered("batchmon.footer", "firing", labels, annotations))
        .isEqualTo("BatchJobOverdue | open");
    assertThat(rendered("batchmon.title", "resolved", labels, annotations))
        .isEqualTo("[production] OVER night.settle");
    assertThat(rendered("batchmon.text", "resolved", labels, annotations))
        .contains("The rule BatchJobOverdue holds no more.")
        .doesNotContain("No JVM");
  }
}
