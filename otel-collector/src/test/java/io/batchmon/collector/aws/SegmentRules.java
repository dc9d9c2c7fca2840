package io.batchmon.collector.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What X-Ray's published schema of segment documents, and its quotas, say of one document. */
final class SegmentRules {
  static final int MOST_BYTES = 64 * 1024;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");
  private static final Pattern TRACE_ID = Pattern.compile("1-[0-9a-f]{8}-[0-9a-f]{24}");
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}\\s_.:/%&#=+\\\\\\-@]{1,200}");
  private static final Pattern ANNOTATION_KEY = Pattern.compile("[A-Za-z0-9_.]{1,500}");
  private static final Set<String> FIELDS =
      Set.of(
          "name",
          "id",
          "trace_id",
          "start_time",
          "end_time",
          "in_progress",
          "type",
          "parent_id",
          "service",
          "user",
          "origin",
          "http",
          "error",
          "throttle",
          "fault",
          "cause",
          "aws",
          "annotations",
          "metadata",
          "subsegments",
          "namespace",
          "sql",
          "links",
          "precursor_ids");
  private static final Set<String> ORIGINS =
      Set.of(
          "AWS::EC2::Instance",
          "AWS::ECS::Container",
          "AWS::ECS::EC2",
          "AWS::ECS::Fargate",
          "AWS::ElasticBeanstalk::Environment",
          "AWS::EKS::Container",
          "AWS::AppRunner::Service");

  private final List<String> problems = new ArrayList<>();

  private SegmentRules() {}

  /** In words; empty if the document is one that X-Ray takes. */
  static List<String> problems(String document) {
    SegmentRules rules = new SegmentRules();
    int bytes = document.getBytes(StandardCharsets.UTF_8).length;
    rules.demand(bytes <= MOST_BYTES, bytes + " bytes, which is more than 64 KB");
    try {
      rules.check(JSON.readTree(document));
    } catch (JsonProcessingException failure) {
      rules.problems.add("no JSON: " + failure.getOriginalMessage());
    }
    return rules.problems;
  }

  private void demand(boolean holds, String problem) {
    if (!holds) {
      problems.add(problem);
    }
  }

  private void check(JsonNode segment) {
    for (Map.Entry<String, JsonNode> field : segment.properties()) {
      demand(FIELDS.contains(field.getKey()), "unknown field " + field.getKey());
    }
    matches(segment, "name", NAME);
    matches(segment, "id", ID);
    matches(segment, "trace_id", TRACE_ID);
    demand(segment.path("start_time").isNumber(), "start_time is missing");
    boolean open = segment.path("in_progress").asBoolean();
    demand(
        open != segment.has("end_time"), "neither or both of end_time and in_progress are there");
    if (segment.has("end_time")) {
      demand(
          segment.path("end_time").asDouble() >= segment.path("start_time").asDouble(),
          "ends before it starts");
    }
    boolean sub = segment.has("type");
    if (sub) {
      demand(segment.path("type").asText().equals("subsegment"), "type is not subsegment");
      demand(segment.has("parent_id"), "a subsegment without parent_id");
      demand(!segment.has("origin") && !segment.has("service"), "a subsegment with origin");
    }
    if (segment.has("parent_id")) {
      matches(segment, "parent_id", ID);
    }
    if (segment.has("namespace")) {
      demand(sub, "a segment with a namespace");
      demand(
          Set.of("aws", "remote").contains(segment.path("namespace").asText()),
          "namespace " + segment.path("namespace"));
    }
    if (segment.has("origin")) {
      demand(ORIGINS.contains(segment.path("origin").asText()), "origin " + segment.get("origin"));
    }
    for (String flag : new String[] {"error", "throttle", "fault"}) {
      demand(!segment.has(flag) || segment.get(flag).isBoolean(), flag + " is no boolean");
    }
    demand(
        !segment.path("throttle").asBoolean() || segment.path("error").asBoolean(),
        "throttle without error");
    annotations(segment.path("annotations"));
    for (JsonNode namespace : segment.path("metadata")) {
      demand(namespace.isObject(), "metadata without a namespace");
    }
    http(segment.path("http"));
    cause(segment.path("cause"));
    for (JsonNode link : segment.path("links")) {
      matches(link, "id", ID);
      matches(link, "trace_id", TRACE_ID);
    }
  }

  private void matches(JsonNode node, String field, Pattern pattern) {
    String value = node.path(field).isTextual() ? node.path(field).asText() : "";
    demand(pattern.matcher(value).matches(), field + " is " + node.path(field));
  }

  private void annotations(JsonNode annotations) {
    demand(annotations.size() <= 50, annotations.size() + " annotations");
    for (Map.Entry<String, JsonNode> annotation : annotations.properties()) {
      demand(
          ANNOTATION_KEY.matcher(annotation.getKey()).matches(),
          "annotation key " + annotation.getKey());
      JsonNode value = annotation.getValue();
      demand(
          value.isNumber()
              || value.isBoolean()
              || (value.isTextual() && value.asText().length() <= 1000),
          "annotation " + annotation);
    }
  }

  private void http(JsonNode http) {
    if (http.isMissingNode()) {
      return;
    }
    for (String text : new String[] {"method", "url", "user_agent", "client_ip"}) {
      JsonNode value = http.path("request").path(text);
      demand(value.isMissingNode() || value.isTextual(), "http.request." + text);
    }
    for (String number : new String[] {"status", "content_length"}) {
      JsonNode value = http.path("response").path(number);
      demand(value.isMissingNode() || value.isIntegralNumber(), "http.response." + number);
    }
  }

  private void cause(JsonNode cause) {
    if (cause.isMissingNode()) {
      return;
    }
    if (cause.isTextual()) {
      demand(ID.matcher(cause.asText()).matches(), "cause " + cause);
      return;
    }
    Set<String> ids = new HashSet<>();
    for (JsonNode exception : cause.path("exceptions")) {
      matches(exception, "id", ID);
      ids.add(exception.path("id").asText());
      for (JsonNode frame : exception.path("stack")) {
        demand(
            frame.path("path").isTextual()
                && frame.path("line").isInt()
                && frame.path("label").isTextual(),
            "stack frame " + frame);
      }
    }
    for (JsonNode exception : cause.path("exceptions")) {
      demand(
          !exception.has("cause") || ids.contains(exception.path("cause").asText()),
          "exception whose cause is not there");
    }
  }
}
