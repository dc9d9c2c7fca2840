package io.batchmon.agent.aws;

import io.batchmon.agent.alert.Delivery;
import java.io.IOException;
import java.net.URI;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/** The EC2 instance metadata service, version 2 only: what the instance's role may use. */
final class InstanceMetadata {
  private static final String ROLES = "/latest/meta-data/iam/security-credentials/";
  private static final String TTL_SECONDS = "60";

  private final AwsEnvironment environment;
  private final AwsHttp http;

  InstanceMetadata(AwsEnvironment environment, AwsHttp http) {
    this.environment = environment;
    this.http = http;
  }

  private boolean isDisabled() {
    return "true"
        .equalsIgnoreCase(
            environment.either("aws.disableEc2Metadata", "AWS_EC2_METADATA_DISABLED"));
  }

  private String base() {
    String set =
        environment.either("aws.ec2MetadataServiceEndpoint", "AWS_EC2_METADATA_SERVICE_ENDPOINT");
    if (set != null) {
      return set.endsWith("/") ? set.substring(0, set.length() - 1) : set;
    }
    boolean v6 =
        "IPv6"
            .equalsIgnoreCase(
                environment.either(
                    "aws.ec2MetadataServiceEndpointMode",
                    "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"));
    return v6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254";
  }

  /** Null where nobody says. */
  @Nullable String region() {
    try {
      String region = isDisabled() ? null : get("/latest/meta-data/placement/region", token());
      return region == null || region.isEmpty() ? null : region;
    } catch (IOException | RuntimeException unavailable) {
      return null;
    }
  }

  /**
   * Those of the instance's role; null where the service is switched off.
   *
   * @throws AwsException for another try if the service does not answer, and for ever if there is
   *     no role
   */
  @Nullable AwsCredentials credentials() throws AwsException {
    if (isDisabled()) {
      return null;
    }
    try {
      String token = token();
      String roles = get(ROLES, token);
      String role = roles == null ? "" : roles.split("\n", 2)[0].trim();
      if (role.isEmpty()) {
        throw new AwsException(Delivery.closed("this EC2 instance has no role"));
      }
      String answer = get(ROLES + role, token);
      AwsCredentials found =
          answer == null ? null : ContainerCredentials.parse(answer, "the instance's role " + role);
      if (found == null) {
        throw new AwsException(
            Delivery.failed("the instance metadata service gives no keys for role " + role));
      }
      return found;
    } catch (IOException | RuntimeException unavailable) {
      throw new AwsException(
          Delivery.failed("no EC2 instance metadata service answers at " + base()));
    }
  }

  private String token() throws IOException {
    AwsAnswer answer =
        http.metadata(
            "PUT",
            URI.create(base() + "/latest/api/token"),
            Collections.singletonMap("X-aws-ec2-metadata-token-ttl-seconds", TTL_SECONDS));
    if (answer.status() != 200) {
      throw new IOException("answer " + answer.status());
    }
    return answer.body().trim();
  }

  private @Nullable String get(String path, String token) throws IOException {
    AwsAnswer answer =
        http.metadata(
            "GET",
            URI.create(base() + path),
            Collections.singletonMap("X-aws-ec2-metadata-token", token));
    if (answer.status() == 404) {
      return null;
    }
    if (answer.status() != 200) {
      throw new IOException("answer " + answer.status());
    }
    return answer.body().trim();
  }
}
