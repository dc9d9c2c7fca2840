package io.batchmon.agent.telemetry;

import io.batchmon.agent.config.HostName;
import io.batchmon.agent.config.ServiceName;
import io.batchmon.agent.config.Settings;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** What can be asked about where the process runs: environment, properties, files, endpoints. */
final class Surroundings {
  private static final int MAX_BYTES = 256 * 1024;
  private static final long REQUESTS_NANOS = 1_000_000_000L;

  private final Map<String, String> environment;
  private final Properties properties;
  private final File root;
  private final String instanceMetadata;
  private long deadlineNanos;

  /**
   * Surroundings as given.
   *
   * @param root of the file system
   * @param instanceMetadata the base address of the EC2 instance metadata service
   */
  Surroundings(
      Map<String, String> environment, Properties properties, File root, String instanceMetadata) {
    this.environment = environment;
    this.properties = properties;
    this.root = root;
    this.instanceMetadata = instanceMetadata;
  }

  /** Those of this process. */
  static Surroundings ofThisProcess() {
    return new Surroundings(
        System.getenv(), System.getProperties(), new File("/"), "http://169.254.169.254");
  }

  /** Null if not set or empty. */
  @Nullable String variable(String name) {
    String value = environment.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  /** Null if not set or empty. */
  @Nullable String property(String name) {
    String value = properties.getProperty(name);
    return value == null || value.isEmpty() ? null : value;
  }

  String serviceName(Settings settings) {
    return ServiceName.of(settings, properties, environment);
  }

  String hostName() {
    return HostName.of(environment, root);
  }

  File at(String path) {
    return new File(root, path);
  }

  /** A small text file without surrounding blanks; null if it cannot be read. */
  @Nullable String file(String path) {
    try (InputStream stream = new FileInputStream(at(path))) {
      return text(stream);
    } catch (IOException | SecurityException absent) {
      return null;
    }
  }

  String instanceMetadata() {
    return instanceMetadata;
  }

  /** The answer to a request, or null; all requests together take about a second at most. */
  @Nullable String get(String address, @Nullable String header, @Nullable String value) {
    return request("GET", address, header, value);
  }

  @Nullable String put(String address, String header, String value) {
    return request("PUT", address, header, value);
  }

  private @Nullable String request(
      String method, String address, @Nullable String header, @Nullable String value) {
    long now = System.nanoTime();
    if (deadlineNanos == 0) {
      deadlineNanos = now + REQUESTS_NANOS;
    }
    int left = (int) ((deadlineNanos - now) / 1_000_000);
    if (left <= 0) {
      return null;
    }
    HttpURLConnection connection = null;
    try {
      connection = (HttpURLConnection) new URL(address).openConnection(Proxy.NO_PROXY);
      connection.setRequestMethod(method);
      connection.setConnectTimeout(left);
      connection.setReadTimeout(left);
      connection.setUseCaches(false);
      connection.setInstanceFollowRedirects(false);
      if (header != null && value != null) {
        connection.setRequestProperty(header, value);
      }
      if (connection.getResponseCode() != 200) {
        return null;
      }
      try (InputStream stream = connection.getInputStream()) {
        return text(stream);
      }
    } catch (IOException | RuntimeException unavailable) {
      return null;
    } finally {
      if (connection != null) {
        connection.disconnect();
      }
    }
  }

  private static String text(InputStream stream) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[4096];
    int read;
    while (bytes.size() < MAX_BYTES && (read = stream.read(buffer)) >= 0) {
      bytes.write(buffer, 0, read);
    }
    return new String(bytes.toByteArray(), StandardCharsets.UTF_8).trim();
  }
}
