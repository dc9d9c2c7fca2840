package io.batchmon.collector.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** moto, an AWS that keeps what it is told; asked by the AWS command line. */
public final class Moto implements AutoCloseable {
  public static final String REGION = "eu-central-1";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RunningProcess process;
  private final String url;

  private Moto(RunningProcess process, String url) {
    this.process = process;
    this.url = url;
  }

  /** Once it is ready. Leaves the test out where there is none. */
  public static Moto start(Path folder) {
    int port = Ports.free();
    RunningProcess process =
        RunningProcess.start(
            "moto",
            folder,
            Map.of(),
            List.of(
                PythonTools.folder().resolve("moto_server").toString(),
                "-H",
                "127.0.0.1",
                "-p",
                Integer.toString(port)));
    String url = "http://127.0.0.1:" + port;
    process.awaitReady(() -> Web.status(url + "/moto-api/data.json") == 200);
    return new Moto(process, url);
  }

  /** What a process needs to find it, and the AWS command line first on its path. */
  public Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("AWS_ENDPOINT_URL", url);
    environment.put("AWS_REGION", REGION);
    environment.put("AWS_DEFAULT_REGION", REGION);
    environment.put("AWS_ACCESS_KEY_ID", "AKIATEST");
    environment.put("AWS_SECRET_ACCESS_KEY", "secret");
    environment.put("PATH", PythonTools.folder() + ":" + System.getenv("PATH"));
    return environment;
  }

  /** What {@code aws} answers; fails if it does. */
  public JsonNode aws(String... arguments) {
    PythonTools.Ended ended = PythonTools.run(environment(), "aws", arguments);
    if (ended.exitCode() != 0) {
      throw new AssertionError(String.join(" ", arguments) + ": " + ended.output());
    }
    try {
      return JSON.readTree(ended.output());
    } catch (IOException failure) {
      throw new AssertionError(ended.output(), failure);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
