package io.batchmon.agent.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.run.FailureText;
import io.batchmon.job.RunResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FingerprintRulesTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private FingerprintRules rules(String text) {
    Map<String, Settings.Value> values =
        Map.of("batchmon.fingerprint.rules", new Settings.Value(text, "a test"));
    AgentLog log = AgentLog.to(new PrintStream(said, true, StandardCharsets.UTF_8));
    return FingerprintRules.of(new Settings(values, log));
  }

  private static String of(Throwable thrown, FingerprintRules rules) {
    return Fingerprint.of(FailureText.of(thrown), new Frames(null), rules).toString();
  }

  private static IOException at(String frame, String message) {
    return Thrown.with(new IOException(message), frame);
  }

  @Test
  void whatARuleNamesIsOneFailureWhereverItComesFrom() {
    FingerprintRules rules = rules("java.io.IOException / *gateway* -> gateway");
    assertThat(of(at("a.A.a:1", "the gateway is down"), rules))
        .isEqualTo(of(new IllegalStateException("x", at("b.B.b:1", "no gateway")), rules))
        .isNotEqualTo(of(at("a.A.a:1", "disk"), rules));
    assertThat(of(at("a.A.a:1", "disk"), rules))
        .isEqualTo(of(at("a.A.a:1", "disk"), FingerprintRules.NONE));
  }

  @Test
  void keyMaySplitWhatWouldBeOne() {
    FingerprintRules rules = rules("IOException / tenant a* -> a-{default}");
    String ofTenant = of(at("a.A.a:1", "tenant a: x"), rules);
    assertThat(ofTenant)
        .isNotEqualTo(of(at("a.A.a:1", "tenant b: x"), rules))
        .isNotEqualTo(of(at("b.B.b:1", "tenant a: x"), rules))
        .isEqualTo(of(at("a.A.a:7", "tenant a: y"), rules));
  }

  @Test
  void firstRuleThatMatchesHolds() {
    FingerprintRules rules = rules("*.IOException -> first; IOException -> second");
    assertThat(of(at("a.A.a:1", "x"), rules))
        .isEqualTo(of(at("a.A.a:1", "x"), rules("* -> first")));
  }

  @Test
  void failureWithoutAnExceptionHasRulesToo() {
    FingerprintRules rules = rules("FAILED / step load* -> load");
    assertThat(Fingerprint.ofResult(RunResult.failed("step load, a", "FAILED"), rules).toString())
        .isEqualTo(
            Fingerprint.ofResult(RunResult.failed("step load, b", "FAILED"), rules).toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "IOException # has no key",
        "IOException -> # has nothing after ->",
        "/ text -> key # begins with no exception type",
        "two words -> key # begins with no exception type",
        "* -> {code} # only {default} may be spliced in"
      })
  void badRuleIsOneLineAndTheOthersHold(String bad, String problem) {
    FingerprintRules rules = rules(bad + "; IOException -> key");
    assertThat(said.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains(
            "batchmon.fingerprint.rules=" + bad.trim(),
            problem,
            "(from a test)",
            "using the other rules");
    assertThat(of(at("a.A.a:1", "x"), rules)).isEqualTo(of(at("b.B.b:1", "y"), rules));
  }

  @Test
  void noPatternIsSlow() {
    String text = "a".repeat(8192);
    long start = System.nanoTime();
    assertThat(FingerprintRules.glob("*a*a*a*a*a*a*a*a*b", text)).isFalse();
    assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L);
  }
}
