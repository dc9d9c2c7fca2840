package io.batchmon.agent.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import io.batchmon.job.JobName;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobRulesTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final Map<String, Settings.Value> values = new LinkedHashMap<>();

  private JobRules rules(String... settings) {
    for (int i = 0; i < settings.length; i += 2) {
      values.put(
          settings[i], new Settings.Value(settings[i + 1], "batchmon.properties, line " + i));
    }
    AgentLog log = AgentLog.to(new PrintStream(written, true, StandardCharsets.UTF_8));
    return JobRules.of(new Settings(values, log));
  }

  private String said() {
    return written.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "quartz:billing/nightly-*, true",
    "quartz:billing/nightly-invoice, true",
    "billing/*, true",
    "nightly-invoice, true",
    "nightly-?nvoice, true",
    "*:*/*invoice, true",
    "*, true",
    "spring_batch:*, false",
    "quartz:reports/*, false",
    "invoice, false",
    "nightly-invoice-2, false",
  })
  void patternIsForTheJobsThatItIsLike(String pattern, boolean matches) {
    assertThat(JobPattern.parse(pattern).matches(Jobs.NIGHTLY)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({
    "http:POST /orders*, true",
    "http:POST /orders/{id}, true",
    "http:*, true",
    "http:GET /orders*, false",
    "POST /orders*, false",
    "*, false",
    "*:*, false",
    "h*:*, false",
  })
  void requestsAreMeantOnlyByAPatternThatSaysSo(String pattern, boolean matches) {
    JobName request = JobName.of("http", "POST /orders/{id}");

    assertThat(JobPattern.parse(pattern).matches(request)).isEqualTo(matches);
    assertThat(JobPattern.parse("http:*").matches(Jobs.NIGHTLY)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "kafka:process orders, true",
    "kafka:process *, true",
    "kafka:*, true",
    "kafka:process bills, false",
    "process orders, false",
    "*, false",
    "*:*, false",
    "k*:*, false",
    "http:*, false",
  })
  void messagesAreMeantOnlyByAPatternThatSaysSo(String pattern, boolean matches) {
    JobPattern parsed = JobPattern.parse(pattern);

    assertThat(parsed.matches(JobName.of("kafka", "process orders"))).isEqualTo(matches);
    assertThat(parsed.isForRequests()).isEqualTo(pattern.matches("(kafka|http):.*"));
    assertThat(JobPattern.parse("kafka:*").matches(Jobs.NIGHTLY)).isFalse();
    assertThat(JobPattern.parse("kafka:*").matches(JobName.of("http", "GET /"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "jms:process orders/eu, true",
    "jms:process orders/*, true",
    "jms:*, true",
    "jms:process orders, false",
    "kafka:*, false",
    "orders/eu, false",
    "*, false",
  })
  void messagesOfQueuesWhoseNamesHaveSlashesAreMeantToo(String pattern, boolean matches) {
    JobName message = JobName.of("jms", "process orders/eu");

    assertThat(JobPattern.parse(pattern).matches(message)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({
    "rabbitmq:process shop/orders, true",
    "rabbitmq:process shop/*, true",
    "rabbitmq:*, true",
    "rabbitmq:process bills, false",
    "process shop/orders, false",
    "*, false",
    "r*:*, false",
    "kafka:*, false",
  })
  void messagesOfRabbitMqAreMeantOnlyByAPatternThatSaysSo(String pattern, boolean matches) {
    JobName delivery = JobName.of("rabbitmq", "process shop/orders");

    assertThat(JobPattern.parse(pattern).matches(delivery)).isEqualTo(matches);
    assertThat(JobPattern.parse("rabbitmq:*").matches(Jobs.NIGHTLY)).isFalse();
  }

  @Test
  void hostilePatternTakesNoTime() {
    JobName job = JobName.of("quartz", "a".repeat(10_000));

    assertThat(JobPattern.parse("*a*a*a*a*a*a*a*a*a*b").matches(job)).isFalse();
  }

  @Test
  void firstRuleThatIsForAJobHolds() {
    JobRules rules =
        rules(
            "batchmon.rule.b.match", "nightly-*",
            "batchmon.rule.b.severity", "Critical",
            "batchmon.rule.a.match", "*",
            "batchmon.rule.a.severity", "info");

    assertThat(rules.ruleFor(Jobs.NIGHTLY).name()).isEqualTo("b");
    assertThat(rules.ruleFor(Jobs.NIGHTLY).severity()).isEqualTo(Severity.CRITICAL);
    assertThat(rules.ruleFor(JobName.of("main", "x")).name()).isEqualTo("a");
    assertThat(said()).isEmpty();
  }

  @Test
  void whatCannotBeUsedIsOneLineWithItsPlaceAndTheRestHolds() {
    JobRules rules =
        rules(
            "batchmon.rule.a.match", "nightly-*, :x",
            "batchmon.rule.a.severity", "loud",
            "batchmon.rule.a.consecutive", "0",
            "batchmon.rule.a.runbook", "see the wiki",
            "batchmon.rule.a.mute", "tomorrow",
            "batchmon.rule.a.zone", "Mars/Olympus",
            "batchmon.rule.a.maintenance", "Moonday 02:00-04:00",
            "batchmon.rule.a.notify", "start, lunch",
            "batchmon.rule.b.severity", "info");

    assertThat(said().lines())
        .hasSizeGreaterThanOrEqualTo(9)
        .allMatch(line -> line.contains("batchmon.properties, line "));
    assertThat(said())
        .contains("batchmon.rule.a.match=:x is no pattern")
        .contains("batchmon.rule.a.severity=loud is none of info, warning, error, critical")
        .contains("batchmon.rule.a.consecutive=0 is not between 1 and 1000")
        .contains("batchmon.rule.a.runbook=see the wiki is no http(s) link")
        .contains("batchmon.rule.a.mute=tomorrow")
        .contains("Mars/Olympus")
        .contains("Moonday")
        .contains("batchmon.rule.a.notify=lunch is none of start, finish, missed")
        .contains("batchmon.rule.b.severity=info is of a rule without batchmon.rule.b.match");
    JobRule rule = rules.ruleFor(Jobs.NIGHTLY);
    assertThat(rule.severity()).isNull();
    assertThat(rule.consecutive()).isEqualTo(1);
    assertThat(rule.startNotice()).isTrue();
    assertThat(rule.mute()).isNull();
  }
}
