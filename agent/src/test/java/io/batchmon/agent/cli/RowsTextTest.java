package io.batchmon.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class RowsTextTest {
  private static final List<Row> ROWS =
      List.of(
          Row.ok("settings", "3 set, all known"),
          Row.failed("collector traces", "word ".repeat(40).trim() + "; " + "x".repeat(120)),
          Row.skipped("pagerduty", "is not set \u00e9\n\u001b[31m"));

  private static Deployment deployment(String... options) throws Exception {
    return Deployment.of(CommandLine.parse(options), new Properties(), Map.of());
  }

  @Test
  void columnsAreAlignedAndLongDetailsGoOnBelow() {
    List<String> lines = RowsText.table(ROWS).lines().toList();

    assertThat(lines.get(0)).isEqualTo("settings          OK       3 set, all known");
    assertThat(lines.get(1)).startsWith("collector traces  FAILED   word word");
    assertThat(lines.get(2)).startsWith(" ".repeat(27) + "word");
    assertThat(lines).contains(" ".repeat(27) + "x".repeat(120));
    assertThat(lines.get(lines.size() - 1)).isEqualTo("1 skipped, 1 ok, 1 failed");
    assertThat(lines)
        .allMatch(line -> line.length() <= 100 || line.endsWith("xxx"), "fits a terminal")
        .allMatch(line -> line.chars().allMatch(c -> c >= ' ' && c <= '~'), "is printable ASCII");
  }

  @Test
  void jsonSaysTheSame() throws Exception {
    JsonNode json =
        new ObjectMapper()
            .readTree(
                RowsText.json("check", deployment("check", "--set", "service.name=billing"), ROWS));

    assertThat(json.path("command").asText()).isEqualTo("check");
    assertThat(json.path("service").asText()).isEqualTo("billing");
    assertThat(json.path("environment").asText()).isEqualTo("development");
    assertThat(json.path("ok").asBoolean(true)).isFalse();
    assertThat(json.path("rows").size()).isEqualTo(3);
    assertThat(json.path("rows").path(1).path("verdict").asText()).isEqualTo("FAILED");
    assertThat(json.path("rows").path(2).path("detail").asText()).isEqualTo(ROWS.get(2).detail());
  }

  @Test
  void secretsOfSettingsAreHiddenWhoeverSaysThem() throws Exception {
    Deployment deployment =
        deployment(
            "check",
            "--set=webhook.headers=Authorization=GenieKey plain words,X-Key=abcdefgh",
            "--set=pagerduty.routing.key=R0routingkey");

    List<Row> shown =
        deployment.shown(
            List.of(Row.failed("a", "sent R0routingkey"), Row.ok("b", "was abcdefgh")));

    assertThat(shown.toString()).doesNotContain("R0routingkey", "abcdefgh").contains("***");
  }

  @Test
  void slowTrialIsNotWaitedFor() {
    Trials trials = new Trials();
    Object never = new Object();
    trials.add("fast", name -> Row.ok(name, "there"));
    trials.add(
        "slow",
        name -> {
          synchronized (never) {
            try {
              never.wait();
            } catch (InterruptedException ended) {
              return Row.ok(name, "interrupted");
            }
          }
          return Row.ok(name, "woken");
        });
    trials.add(
        "broken",
        name -> {
          throw new IllegalStateException("https://hooks.slack.com/services/T/B/secret");
        });

    List<Row> rows = trials.rows(500);

    assertThat(rows).extracting(Row::name).containsExactly("fast", "slow", "broken");
    assertThat(rows.get(0).verdict()).isEqualTo(Row.Verdict.OK);
    assertThat(rows.get(1).detail()).contains("no answer in time");
    assertThat(rows.get(2).verdict()).isEqualTo(Row.Verdict.FAILED);
    assertThat(rows.get(2).detail()).doesNotContain("secret");
  }
}
