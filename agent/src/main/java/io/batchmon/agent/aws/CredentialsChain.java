package io.batchmon.agent.aws;

import io.batchmon.agent.alert.Delivery;
import io.batchmon.agent.alert.Delivery.State;
import io.batchmon.agent.run.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds credentials where the AWS SDK for Java 2 finds them, in its order: system properties,
 * environment, web identity, profile, container, instance. Keeps them until shortly before they
 * expire. Thread-safe.
 */
final class CredentialsChain {
  private static final int SOURCES = 6;
  private static final long EARLY_MILLIS = 5 * 60_000;

  private final AwsEnvironment environment;
  private final Sts sts;
  private final ContainerCredentials container;
  private final InstanceMetadata instance;
  private final Clock clock;
  private @Nullable AwsCredentials current;

  CredentialsChain(
      AwsEnvironment environment,
      Endpoints endpoints,
      AwsHttp http,
      InstanceMetadata instance,
      Clock clock) {
    this.environment = environment;
    this.sts = new Sts(endpoints, http, clock);
    this.container = new ContainerCredentials(environment, http);
    this.instance = instance;
    this.clock = clock;
  }

  /**
   * Credentials that are still good.
   *
   * @throws AwsException that names each place where there are none
   */
  synchronized AwsCredentials credentials() throws AwsException {
    AwsCredentials kept = current;
    long now = clock.currentMillis();
    if (kept != null && now < kept.expiresMillis() - EARLY_MILLIS) {
      return kept;
    }
    try {
      AwsCredentials found = find();
      current = found;
      return found;
    } catch (AwsException failure) {
      if (kept != null && now < kept.expiresMillis()) {
        return kept;
      }
      throw failure;
    }
  }

  /** Looks again after these were refused; true if there are others. */
  synchronized boolean refresh(AwsCredentials refused) {
    try {
      AwsCredentials found = find();
      current = found;
      return !found.hasSameKeys(refused);
    } catch (AwsException none) {
      return false;
    }
  }

  private AwsCredentials find() throws AwsException {
    List<String> problems = new ArrayList<>();
    boolean worthAnotherTry = false;
    for (int source = 0; source < SOURCES; source++) {
      try {
        AwsCredentials found = from(source);
        if (found != null) {
          return found;
        }
      } catch (AwsException failure) {
        problems.add(failure.delivery().reason());
        State state = failure.delivery().state();
        worthAnotherTry |= state == State.FAILED || state == State.RETRY_AFTER;
      }
    }
    String what =
        "no AWS credentials"
            + (problems.isEmpty() ? "" : ": " + String.join("; ", problems))
            + "; give this process a role, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
    throw new AwsException(worthAnotherTry ? Delivery.failed(what) : Delivery.closed(what));
  }

  private @Nullable AwsCredentials from(int source) throws AwsException {
    switch (source) {
      case 0:
        return keys(
            environment.property("aws.accessKeyId"),
            environment.property("aws.secretAccessKey"),
            environment.property("aws.sessionToken"),
            "the system properties");
      case 1:
        return ofEnvironment();
      case 2:
        return webIdentity();
      case 3:
        return ofProfile();
      case 4:
        return container.credentials();
      default:
        return instance.credentials();
    }
  }

  private static @Nullable AwsCredentials keys(
      @Nullable String id, @Nullable String secret, @Nullable String token, String source) {
    return id == null || secret == null
        ? null
        : new AwsCredentials(id, secret, token, AwsCredentials.NEVER, source);
  }

  private @Nullable AwsCredentials ofEnvironment() {
    return keys(
        environment.variable("AWS_ACCESS_KEY_ID"),
        environment.variable("AWS_SECRET_ACCESS_KEY"),
        environment.variable("AWS_SESSION_TOKEN"),
        "the environment");
  }

  private @Nullable AwsCredentials webIdentity() throws AwsException {
    String file = environment.either("aws.webIdentityTokenFile", "AWS_WEB_IDENTITY_TOKEN_FILE");
    String role = environment.either("aws.roleArn", "AWS_ROLE_ARN");
    return file == null || role == null
        ? null
        : sts.webIdentity(
            role, environment.either("aws.roleSessionName", "AWS_ROLE_SESSION_NAME"), file);
  }

  private @Nullable AwsCredentials ofProfile() throws AwsException {
    ProfileFiles profiles = ProfileFiles.of(environment);
    String problem = profiles.problem();
    if (problem != null) {
      throw new AwsException(Delivery.closed(problem));
    }
    return profiles.has(profiles.chosen())
        ? ofProfile(profiles, profiles.chosen(), new HashSet<>())
        : null;
  }

  private @Nullable AwsCredentials ofProfile(
      ProfileFiles profiles, String name, Set<String> children) throws AwsException {
    String role = profiles.value(name, "role_arn");
    String session = profiles.value(name, "role_session_name");
    String tokenFile = profiles.value(name, "web_identity_token_file");
    if (role != null && tokenFile != null) {
      return sts.webIdentity(role, session, tokenFile);
    }
    if (profiles.value(name, "sso_account_id") != null
        || profiles.value(name, "sso_session") != null) {
      throw new AwsException(
          Delivery.closed("profile " + name + " signs in a person (sso), which a job is not"));
    }
    if (role != null) {
      AwsCredentials by = byWhom(profiles, name, children);
      if (by != null) {
        return sts.role(role, session, profiles.value(name, "external_id"), by);
      }
    }
    if (profiles.value(name, "credential_process") != null) {
      throw new AwsException(
          Delivery.closed(
              "profile " + name + " has a credential_process, and batchmon starts no process"));
    }
    return keys(
        profiles.value(name, "aws_access_key_id"),
        profiles.value(name, "aws_secret_access_key"),
        profiles.value(name, "aws_session_token"),
        "profile " + name);
  }

  /** Who assumes the role of that profile; null if it does not say. */
  private @Nullable AwsCredentials byWhom(ProfileFiles profiles, String name, Set<String> children)
      throws AwsException {
    String source = profiles.value(name, "source_profile");
    String kind = profiles.value(name, "credential_source");
    if (source != null) {
      // why: a profile may name itself, and means its own keys then; a longer circle is an error
      AwsCredentials by =
          source.equals(name)
              ? keys(
                  profiles.value(name, "aws_access_key_id"),
                  profiles.value(name, "aws_secret_access_key"),
                  profiles.value(name, "aws_session_token"),
                  "profile " + name)
              : children.add(name) ? ofProfile(profiles, source, children) : null;
      if (by == null) {
        throw new AwsException(
            Delivery.closed(
                "profile " + name + " names source_profile " + source + ", which has no keys"));
      }
      return by;
    }
    if (kind == null) {
      return null;
    }
    AwsCredentials by =
        kind.equalsIgnoreCase("Environment")
            ? ofEnvironment()
            : kind.equalsIgnoreCase("EcsContainer")
                ? container.credentials()
                : kind.equalsIgnoreCase("Ec2InstanceMetadata") ? instance.credentials() : null;
    if (by == null) {
      throw new AwsException(
          Delivery.closed(
              "profile " + name + " has credential_source " + kind + ", which has no keys"));
    }
    return by;
  }
}
