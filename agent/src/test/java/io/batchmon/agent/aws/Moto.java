package io.batchmon.agent.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * moto, a stand-in for AWS that is a process of its own. It is what {@code BATCHMON_MOTO} names, or
 * {@code moto_server} on the path; a machine without it leaves its tests out, which is said.
 */
public final class Moto implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern URL = Pattern.compile("Running on (http://[0-9.:]+)");
  private static final AwsCredentials ADMIN =
      new AwsCredentials("AKIAADMIN", "admin", null, AwsCredentials.NEVER, "test");

  private final Process process;
  private final String url;
  private final HttpClient http = HttpClient.newHttpClient();

  private Moto(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /** Empty where it is not installed. */
  public static Optional<Moto> start() throws IOException {
    Optional<Path> server = server();
    if (server.isEmpty()) {
      System.err.println("Left out, not on this machine: moto_server (pip install 'moto[server]')");
      return Optional.empty();
    }
    Process process =
        new ProcessBuilder(server.get().toString(), "-H", "127.0.0.1", "-p", "0")
            .redirectErrorStream(true)
            .start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder said = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher matcher = URL.matcher(line);
      if (matcher.find()) {
        Thread rest = new Thread(() -> output.lines().forEach(ignored -> {}), "moto-output");
        rest.setDaemon(true);
        rest.start();
        return Optional.of(new Moto(process, matcher.group(1)));
      }
      said.append(line).append('\n');
    }
    throw new IOException("moto_server did not start: " + said);
  }

  private static Optional<Path> server() {
    String named = System.getenv("BATCHMON_MOTO");
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, "moto_server"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  public String url() {
    return url;
  }

  /** What a process needs to find it, and keys that may do everything. */
  public Map<String, String> variables() {
    Map<String, String> variables = new HashMap<>();
    variables.put("AWS_ENDPOINT_URL", url);
    variables.put("AWS_REGION", "eu-central-1");
    variables.put("AWS_ACCESS_KEY_ID", ADMIN.accessKeyId());
    variables.put("AWS_SECRET_ACCESS_KEY", ADMIN.secretAccessKey());
    return variables;
  }

  AwsClient client() {
    return AwsClient.of(variables(), new Properties(), io.batchmon.agent.run.Clock.SYSTEM);
  }

  /** A call in a JSON protocol; the names and values of its input in turn. */
  public JsonNode call(String service, String target, String version, Object... input)
      throws IOException, InterruptedException {
    Map<String, Object> body = new TreeMap<>();
    for (int i = 0; i < input.length; i += 2) {
      body.put((String) input[i], input[i + 1]);
    }
    String answer =
        send(
            service,
            Map.of("Content-Type", "application/x-amz-json-" + version, "X-Amz-Target", target),
            JSON.writeValueAsString(body));
    return answer.isEmpty() ? JSON.createObjectNode() : JSON.readTree(answer);
  }

  /** A call in the query protocol; the answer is XML. */
  public String query(String service, String action, String version, String... input)
      throws IOException, InterruptedException {
    Form form = new Form(action, version);
    for (int i = 0; i < input.length; i += 2) {
      form.with(input[i], input[i + 1]);
    }
    return send(
        service,
        Map.of("Content-Type", Form.TYPE),
        new String(form.bytes(), StandardCharsets.UTF_8));
  }

  /** From now on signatures and permissions are checked as by AWS. */
  public void authenticate() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(url + "/moto-api/reset-auth"))
                .POST(HttpRequest.BodyPublishers.ofString("0"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("reset-auth: " + answer.body());
    }
  }

  private String send(String service, Map<String, String> headers, String body)
      throws IOException, InterruptedException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    URI uri = URI.create(url + "/");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofByteArray(bytes));
    SigV4.sign(
            "POST", uri, headers, bytes, ADMIN, "eu-central-1", service, System.currentTimeMillis())
        .forEach(
            (name, value) -> {
              if (!name.equals("Host")) {
                request.header(name, value);
              }
            });
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  @Override
  public void close() {
    process.destroy();
  }
}
