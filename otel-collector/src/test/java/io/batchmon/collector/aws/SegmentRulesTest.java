package io.batchmon.collector.aws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A rule that lets everything pass would prove nothing. */
class SegmentRulesTest {
  private static final String GOOD =
      "{\"name\":\"billing\",\"id\":\"70de5b6f19ff9a0a\",\"start_time\":1.5E9,"
          + "\"trace_id\":\"1-581cf771-a006649127e371903a2de979\",\"end_time\":1.6E9}";

  @Test
  void theExampleOfTheDocumentationIsTaken() {
    assertThat(SegmentRules.problems(GOOD)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "name":"billing"    | "name":"bill(ing)"                     | name is "bill(ing)"
          70de5b6f19ff9a0a    | 70DE5b6f19ff9a0a                       | id is
          1-581cf771-         | 581cf771                               | trace_id is
          "end_time":1.6E9    | "in_progress":true,"end_time":1.6E9    | neither or both
          "end_time":1.6E9    | "error":true                           | neither or both
          "end_time":1.6E9    | "end_time":1.4E9                       | ends before
          "end_time":1.6E9    | "end_time":1.6E9,"type":"subsegment"   | without parent_id
          "end_time":1.6E9    | "end_time":1.6E9,"namespace":"remote"  | segment with a namespace
          "end_time":1.6E9    | "end_time":1.6E9,"annotations":{"a b":1} | annotation key a b
          "end_time":1.6E9    | "end_time":1.6E9,"annotations":{"a":{}} | annotation a
          "end_time":1.6E9    | "end_time":1.6E9,"metadata":{"a":1}    | metadata without
          "end_time":1.6E9    | "end_time":1.6E9,"throttle":true       | throttle without
          "end_time":1.6E9    | "end_time":1.6E9,"cause":{"exceptions":[{"id":"x"}]} | id is "x"
          "end_time":1.6E9    | "end_time":1.6E9,"foo":1               | unknown field foo
          """)
  void whateverTheSchemaForbidsIsSaid(String part, String instead, String said) {
    assertThat(GOOD).contains(part);
    assertThat(SegmentRules.problems(GOOD.replace(part, instead))).asString().contains(said);
  }

  @Test
  void moreThan64KilobytesAreRefused() {
    String big =
        GOOD.replace("\"end_time\"", "\"user\":\"" + "x".repeat(65_536) + "\",\"end_time\"");
    assertThat(SegmentRules.problems(big)).asString().contains("more than 64 KB");
  }
}
