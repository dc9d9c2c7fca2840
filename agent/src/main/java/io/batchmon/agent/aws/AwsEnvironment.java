package io.batchmon.agent.aws;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Where the settings of AWS stand: environment variables, system properties, files. */
final class AwsEnvironment {
  private static final int MAX_BYTES = 1 << 20;

  private final Map<String, String> variables;
  private final Properties properties;

  AwsEnvironment(Map<String, String> variables, Properties properties) {
    this.variables = variables;
    this.properties = properties;
  }

  /** Trimmed; null if not set or blank. */
  @Nullable String variable(String name) {
    return trimmed(variables.get(name));
  }

  /** Trimmed; null if not set or blank. */
  @Nullable String property(String name) {
    return trimmed(properties.getProperty(name));
  }

  private static @Nullable String trimmed(@Nullable String text) {
    String trimmed = text == null ? "" : text.trim();
    return trimmed.isEmpty() ? null : trimmed;
  }

  /** The system property, else the environment variable, as the AWS SDK for Java has it. */
  @Nullable String either(String property, String variable) {
    String value = property(property);
    return value == null ? variable(variable) : value;
  }

  /** The user's home, as the AWS SDKs find it; empty if there is none. */
  String home() {
    String home = variable("HOME");
    if (home == null) {
      home = variable("USERPROFILE");
    }
    if (home == null) {
      home = property("user.home");
    }
    return home == null ? "" : home;
  }

  /**
   * A small text file.
   *
   * @throws IOException whose message says in words why there is none
   */
  static String file(String path) throws IOException {
    File file = new File(path);
    if (!file.exists()) {
      throw new IOException("does not exist");
    }
    if (!file.isFile() || file.length() > MAX_BYTES) {
      throw new IOException(file.isFile() ? "is larger than 1 MiB" : "is not a regular file");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (InputStream in = new FileInputStream(file)) {
      byte[] buffer = new byte[4096];
      for (int n = in.read(buffer); n >= 0 && bytes.size() <= MAX_BYTES; n = in.read(buffer)) {
        bytes.write(buffer, 0, n);
      }
    } catch (IOException failure) {
      throw new IOException("cannot be read", failure);
    }
    return new String(bytes.toByteArray(), StandardCharsets.UTF_8);
  }
}
