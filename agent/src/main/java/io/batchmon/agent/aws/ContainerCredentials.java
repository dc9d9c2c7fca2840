package io.batchmon.agent.aws;

import io.batchmon.agent.alert.Delivery;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What ECS and EKS Pod Identity hand to a container over HTTP. */
final class ContainerCredentials {
  private static final String RELATIVE = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
  private static final String FULL = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
  private static final String TOKEN = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
  private static final String TOKEN_FILE = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";

  /** Of ECS, and of EKS Pod Identity. */
  private static final String[] KNOWN_HOSTS = {"169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"};

  private final AwsEnvironment environment;
  private final AwsHttp http;

  ContainerCredentials(AwsEnvironment environment, AwsHttp http) {
    this.environment = environment;
    this.http = http;
  }

  /**
   * Null where this is no such container.
   *
   * @throws AwsException if it is one and does not get any
   */
  @Nullable AwsCredentials credentials() throws AwsException {
    String relative = environment.variable(RELATIVE);
    String full = environment.variable(FULL);
    if (relative == null && full == null) {
      return null;
    }
    AwsAnswer answer;
    try {
      URI uri = relative == null ? checked(String.valueOf(full)) : ofEcs(relative);
      answer = http.metadata("GET", uri, authorization());
    } catch (IOException | IllegalArgumentException failure) {
      throw new AwsException(
          Delivery.failed("the container's credentials service cannot be reached"));
    }
    AwsCredentials found =
        answer.status() == 200 ? parse(answer.body(), "the container's role") : null;
    if (found != null) {
      return found;
    }
    String what = "the container's credentials service answers " + answer.status();
    boolean refused = answer.status() >= 400 && answer.status() < 500 && answer.status() != 429;
    throw new AwsException(refused ? Delivery.closed(what) : Delivery.failed(what));
  }

  private URI ofEcs(String relative) {
    String host = environment.variable("AWS_CONTAINER_SERVICE_ENDPOINT");
    return URI.create((host == null ? "http://169.254.170.2" : host) + relative);
  }

  // why: the token must not be carried to a host that somebody put into the environment
  private static URI checked(String full) throws AwsException {
    URI uri = URI.create(full);
    if ("https".equalsIgnoreCase(uri.getScheme()) || isNear(uri.getHost())) {
      return uri;
    }
    throw new AwsException(
        Delivery.closed(
            FULL + " is neither https nor on this machine, nor an address of ECS or EKS"));
  }

  private static boolean isNear(@Nullable String host) {
    if (host == null) {
      return false;
    }
    for (String known : KNOWN_HOSTS) {
      if (known.equals(host)) {
        return true;
      }
    }
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!address.isLoopbackAddress()) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException unknown) {
      return false;
    }
  }

  private Map<String, String> authorization() throws AwsException {
    String token = environment.variable(TOKEN);
    String file = environment.variable(TOKEN_FILE);
    if (file != null) {
      try {
        token = AwsEnvironment.file(file).trim();
      } catch (IOException failure) {
        throw new AwsException(
            Delivery.failed(TOKEN_FILE + "=" + file + " " + failure.getMessage()));
      }
    }
    return token == null || token.isEmpty()
        ? Collections.emptyMap()
        : Collections.singletonMap("Authorization", token);
  }

  /** The JSON of ECS, EKS and the instance metadata service; null if it is something else. */
  static @Nullable AwsCredentials parse(String json, String source) {
    String id = Json.text(json, "AccessKeyId");
    String secret = Json.text(json, "SecretAccessKey");
    String expiration = Json.text(json, "Expiration");
    return id == null || secret == null
        ? null
        : new AwsCredentials(
            id,
            secret,
            Json.text(json, "Token"),
            expiration == null ? AwsCredentials.NEVER : AwsTime.millisOf(expiration),
            source);
  }
}
