package io.batchmon.agent.aws;

import io.batchmon.agent.alert.Delivery;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** Where the services are: region, partition, and what the operator has put in their place. */
final class Endpoints {
  /** The services that alerts need, with their names in hosts, in variables and in properties. */
  enum Service {
    SECRETS_MANAGER("secretsmanager", "SECRETS_MANAGER", "SecretsManager"),
    SSM("ssm", "SSM", "Ssm"),
    SNS("sns", "SNS", "Sns"),
    EVENTS("events", "EVENTBRIDGE", "EventBridge"),
    STS("sts", "STS", "Sts");

    private final String host;
    private final String variable;
    private final String property;

    Service(String host, String variable, String property) {
      this.host = host;
      this.variable = variable;
      this.property = property;
    }

    /** In hosts, signatures and actions. */
    String code() {
      return host;
    }
  }

  /** The first part of a region, and the domain of the services there. */
  private static final String[][] PARTITIONS = {
    {"cn-", "amazonaws.com.cn"},
    {"us-isob-", "sc2s.sgov.gov"},
    {"us-isof-", "csp.hci.ic.gov"},
    {"us-iso-", "c2s.ic.gov"},
    {"eu-isoe-", "cloud.adc-e.uk"},
    {"eusc-", "amazonaws.eu"},
    {"", "amazonaws.com"}
  };

  private final AwsEnvironment environment;
  private final InstanceMetadata metadata;
  private volatile @Nullable String region;

  Endpoints(AwsEnvironment environment, InstanceMetadata metadata) {
    this.environment = environment;
    this.metadata = metadata;
  }

  /**
   * The region of this process: properties, variables, profile, instance.
   *
   * @throws AwsException that names the remedy, if nobody says
   */
  String region() throws AwsException {
    String found = region;
    if (found == null) {
      found = configuredRegion();
      found = found == null ? metadata.region() : found;
      if (found == null) {
        throw new AwsException(
            Delivery.closed(
                "no AWS region is known; set AWS_REGION, or name what is meant by its ARN"));
      }
      region = found;
    }
    return found;
  }

  /** Without asking the instance; null if not set. */
  @Nullable String configuredRegion() {
    String found = environment.either("aws.region", "AWS_REGION");
    if (found == null) {
      found = environment.variable("AWS_DEFAULT_REGION");
    }
    if (found == null) {
      ProfileFiles profiles = ProfileFiles.of(environment);
      found = profiles.value(profiles.chosen(), "region");
    }
    return found;
  }

  /**
   * The address of a service.
   *
   * @throws AwsException if the one that is set is no address
   */
  URI of(Service service, String inRegion) throws AwsException {
    String override = override(service);
    if (override == null) {
      boolean fips =
          "true"
              .equalsIgnoreCase(environment.either("aws.useFipsEndpoint", "AWS_USE_FIPS_ENDPOINT"));
      String host = service.host + (fips ? "-fips" : "") + '.' + inRegion + '.' + domain(inRegion);
      return URI.create("https://" + host + '/');
    }
    URI uri = httpUri(override);
    if (uri == null) {
      throw new AwsException(
          Delivery.closed(
              "the endpoint that is set for "
                  + service.host
                  + " is no http(s) URL; correct AWS_ENDPOINT_URL_"
                  + service.variable
                  + " or AWS_ENDPOINT_URL"));
    }
    return uri.getRawPath() == null || uri.getRawPath().isEmpty() ? uri.resolve("/") : uri;
  }

  private @Nullable String override(Service service) {
    if ("true"
        .equalsIgnoreCase(
            environment.either(
                "aws.ignoreConfiguredEndpointUrls", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"))) {
      return null;
    }
    String url =
        environment.either(
            "aws.endpointUrl" + service.property, "AWS_ENDPOINT_URL_" + service.variable);
    if (url == null) {
      url = environment.either("aws.endpointUrl", "AWS_ENDPOINT_URL");
    }
    if (url == null) {
      ProfileFiles profiles = ProfileFiles.of(environment);
      url = profiles.value(profiles.chosen(), "endpoint_url");
    }
    return url;
  }

  private static @Nullable URI httpUri(String text) {
    try {
      URI uri = new URI(text);
      boolean isHttp =
          "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
      return isHttp && uri.getHost() != null ? uri : null;
    } catch (URISyntaxException noUri) {
      return null;
    }
  }

  static String domain(String region) {
    for (String[] partition : PARTITIONS) {
      if (region.startsWith(partition[0])) {
        return partition[1];
      }
    }
    return "amazonaws.com";
  }
}
