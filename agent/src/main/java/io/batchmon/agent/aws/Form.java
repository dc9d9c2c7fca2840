package io.batchmon.agent.aws;

import java.nio.charset.StandardCharsets;

/** The body of a request in the query protocol. */
final class Form {
  static final String TYPE = "application/x-www-form-urlencoded; charset=utf-8";

  private final StringBuilder text = new StringBuilder();

  Form(String action, String version) {
    with("Action", action);
    with("Version", version);
  }

  Form with(String name, String value) {
    text.append(text.length() == 0 ? "" : "&").append(name).append('=');
    text.append(SigV4.encoded(value, false));
    return this;
  }

  byte[] bytes() {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
