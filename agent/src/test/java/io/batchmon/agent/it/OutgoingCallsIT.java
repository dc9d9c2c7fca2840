package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.batchmon.agent.it.ForkedJvm.Ended;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients of the application and of the agent itself, told apart in the shipped jar. */
class OutgoingCallsIT {
  @RegisterExtension static final Receivers receivers = new Receivers();

  @TempDir private Path directory;

  static Stream<Jdk> jdks() {
    return Jdk.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void callsOfTheApplicationAreSeenAndThoseOfTheAgentAreNot(Jdk jdk) throws IOException {
    Path log = directory.resolve("agent.log");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      String url = "http://localhost:" + server.getAddress().getPort() + "/orders";
      Ended ended =
          receivers
              .jvm(jdk)
              .env("BATCHMON_LOG_LEVEL", "info")
              .env("BATCHMON_LOG_FILE", log.toString())
              .main("OkHttpCalls", url)
              .run();

      assertThat(ended.out().lines()).containsExactly("200");
      assertThat(ended.exitCode()).isEqualTo(1);
      // why: the message was sent by the agent's own OkHttp, while the hooks were in place
      assertThat(receivers.slack().messages()).hasSize(1);
      List<String> hooked =
          Files.readAllLines(log).stream().filter(line -> line.contains("hooked okhttp ")).toList();
      assertThat(hooked)
          .isNotEmpty()
          .allMatch(line -> line.contains(" in okhttp-jvm-"), "is the application's own");
      assertThat(receivers.collector().spans().stream().map(span -> span.attributes()))
          .filteredOn(attributes -> attributes.containsKey("url.full"))
          .hasSize(1)
          .allSatisfy(
              attributes ->
                  assertThat(attributes)
                      .containsEntry("url.full", url)
                      .containsEntry("http.request.method", "GET"));
    } finally {
      server.stop(0);
    }
  }
}
