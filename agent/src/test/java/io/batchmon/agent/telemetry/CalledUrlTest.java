package io.batchmon.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalledUrlTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "http://a.example/x, http://a.example/x, http, a.example, 80",
        "https://a.example, https://a.example, https, a.example, 443",
        "https://a.example:8443/x/y?token=t#f, https://a.example:8443/x/y, https, a.example, 8443",
        "http://user:pass@a.example/x, http://a.example/x, http, a.example, 80",
        "http://user:p@ss@a.example:81?x=@b, http://a.example:81, http, a.example, 81",
        "http://a.example/x@y, http://a.example/x@y, http, a.example, 80",
        "http://[::1]:8080/x, http://[::1]:8080/x, http, [::1], 8080",
        "http://[::1]/x, http://[::1]/x, http, [::1], 80",
        "http://a.example/x;jsessionid=1/y;v=2?z, http://a.example/x/y, http, a.example, 80",
        "http://a.example;jsessionid=1, http://a.example, http, a.example, 80",
        "http://a.example#secret, http://a.example, http, a.example, 80",
        "http://a.example:99999/, http://a.example:99999/, http, a.example, 0",
        "http://a.example:x/, http://a.example:x/, http, a.example, 0",
        "ws://a.example/x, ws://a.example/x, ws, a.example, 0",
        "http:///x, http:///x, http, none, 80",
        "http://user@/x, http:///x, http, none, 80",
        "/x/y?next=http://a.example/, /x/y, none, none, 0",
        "/x, /x, none, none, 0",
        "mailto:x?y, mailto:x, none, none, 0",
        "'', '', none, none, 0",
        "'?', '', none, none, 0",
      })
  void secretsAreLeftOut(String url, String text, String scheme, String host, long port) {
    CalledUrl called = CalledUrl.of(url);
    assertThat(called.text()).isEqualTo(text);
    assertThat(called.scheme()).isEqualTo(scheme);
    assertThat(called.host()).isEqualTo(host);
    assertThat(called.port()).isEqualTo(port);
  }

  @Test
  void anyTextIsTaken() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      StringBuilder url = new StringBuilder(random.nextBoolean() ? "http://" : "");
      int length = random.nextInt(12);
      for (int k = 0; k < length; k++) {
        url.append("a1:/@?#;[]\\=\u00e9".charAt(random.nextInt(13)));
      }
      String at = random.nextBoolean() ? "?" : "#";
      String text = CalledUrl.of(url + at + "secret").text();
      assertThat(text).as("%s", url).doesNotContain("secret", "?", "#", ";");
    }
  }
}
