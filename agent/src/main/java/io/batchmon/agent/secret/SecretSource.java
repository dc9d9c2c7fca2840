package io.batchmon.agent.secret;

import io.batchmon.agent.alert.Delivery;
import io.batchmon.agent.aws.Arn;
import io.batchmon.agent.aws.AwsClient;
import io.batchmon.agent.aws.AwsException;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a secret is kept. Immutable. */
final class SecretSource {
  private enum Kind {
    /** The setting itself; it does not change while the JVM lives. */
    SETTING,
    ENV,
    FILE,
    SECRETS_MANAGER,
    SSM
  }

  private static final String ENV = "env:";
  private static final String FILE = "file:";
  private static final String SECRETS_MANAGER = "secretsmanager:";
  private static final String SSM = "ssm:";
  private static final int MAX_BYTES = 64 * 1024;

  private final Kind kind;
  private final String at;
  private final @Nullable String field;

  private SecretSource(Kind kind, String at, @Nullable String field) {
    this.kind = kind;
    this.at = at;
    this.field = field;
  }

  static SecretSource itself(String text) {
    return new SecretSource(Kind.SETTING, text, null);
  }

  /** What the text of a setting refers to: a place, or itself. */
  static SecretSource of(String text) {
    Kind kind = kindOf(text);
    if (kind == Kind.SETTING) {
      return itself(text);
    }
    boolean isArn = text.startsWith("arn:");
    String at = isArn ? text : text.substring(text.indexOf(':') + 1).trim();
    int hash = at.lastIndexOf('#');
    return hash < 0
        ? new SecretSource(kind, at, null)
        : new SecretSource(kind, at.substring(0, hash), at.substring(hash + 1));
  }

  /** The same, where a bare name means a secret of Secrets Manager. */
  static SecretSource ofSecretsManager(String text) {
    return kindOf(text) == Kind.SETTING ? of(SECRETS_MANAGER + text) : of(text);
  }

  private static Kind kindOf(String text) {
    if (text.startsWith(ENV)) {
      return Kind.ENV;
    }
    if (text.startsWith(FILE)) {
      return Kind.FILE;
    }
    if (text.startsWith(SECRETS_MANAGER)) {
      return Kind.SECRETS_MANAGER;
    }
    if (text.startsWith(SSM)) {
      return Kind.SSM;
    }
    Arn arn = text.startsWith("arn:") ? Arn.of(text) : null;
    String service = arn == null ? "" : arn.service();
    return service.equals("secretsmanager")
        ? Kind.SECRETS_MANAGER
        : service.equals("ssm") ? Kind.SSM : Kind.SETTING;
  }

  /** Whether the secret stands elsewhere, and may be another one when read again. */
  boolean isReference() {
    return kind != Kind.SETTING;
  }

  /** Which part of a JSON document is meant; null if it was not said. */
  @Nullable String field() {
    return field;
  }

  /**
   * Reads it: a file or a variable at once, AWS within seconds.
   *
   * @throws SecretException if there is none
   */
  String read(Map<String, String> environment, @Nullable AwsClient aws) throws SecretException {
    try {
      AwsClient client = aws == null && isOfAws() ? AwsClient.ofThisProcess() : aws;
      switch (kind) {
        case ENV:
          String value = environment.get(at);
          if (value == null || value.trim().isEmpty()) {
            throw missing("is not set; set that environment variable");
          }
          return value.trim();
        case FILE:
          return file();
        case SECRETS_MANAGER:
          return client == null ? "" : client.secret(at).trim();
        case SSM:
          return client == null ? "" : client.parameter(at).trim();
        default:
          return at;
      }
    } catch (AwsException failure) {
      throw new SecretException(failure.delivery());
    }
  }

  private boolean isOfAws() {
    return kind == Kind.SECRETS_MANAGER || kind == Kind.SSM;
  }

  private SecretException missing(String what) {
    return new SecretException(Delivery.closed(this + " " + what));
  }

  private String file() throws SecretException {
    File file = new File(at);
    if (!file.isFile() || file.length() > MAX_BYTES) {
      // why: a mounted secret may come later, or be in the midst of being replaced
      throw new SecretException(
          Delivery.failed(
              this
                  + (file.isFile()
                      ? " is larger than 64 KiB, which no secret is"
                      : file.exists()
                          ? " is not a regular file"
                          : " does not exist; mount the secret there")));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (InputStream in = new FileInputStream(file)) {
      byte[] buffer = new byte[4096];
      for (int n = in.read(buffer); n >= 0 && bytes.size() <= MAX_BYTES; n = in.read(buffer)) {
        bytes.write(buffer, 0, n);
      }
    } catch (IOException failure) {
      throw new SecretException(
          Delivery.failed(this + " cannot be read; let the user of this process read it"));
    }
    String text = new String(bytes.toByteArray(), StandardCharsets.UTF_8);
    text = (text.startsWith("\ufeff") ? text.substring(1) : text).trim();
    if (text.isEmpty()) {
      throw new SecretException(Delivery.failed(this + " is empty"));
    }
    return text;
  }

  /** As it may be shown. */
  @Override
  public String toString() {
    String what = field == null ? at : at + '#' + field;
    switch (kind) {
      case ENV:
        return ENV + what;
      case FILE:
        return FILE + what;
      case SECRETS_MANAGER:
        return at.startsWith("arn:") ? what : SECRETS_MANAGER + what;
      case SSM:
        return at.startsWith("arn:") ? what : SSM + what;
      default:
        return "***";
    }
  }
}
