package io.batchmon.agent.aws;

import io.batchmon.agent.alert.Delivery;
import io.batchmon.agent.alert.Delivery.State;
import io.batchmon.agent.run.Clock;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keys of a role, from the security token service. */
final class Sts {
  private static final String VERSION = "2011-06-15";
  private static final String SESSION = "batchmon";

  private final Endpoints endpoints;
  private final AwsHttp http;
  private final Clock clock;

  Sts(Endpoints endpoints, AwsHttp http, Clock clock) {
    this.endpoints = endpoints;
    this.http = http;
    this.clock = clock;
  }

  /** For a token that the platform keeps in a file and renews, as EKS does. */
  AwsCredentials webIdentity(String role, @Nullable String session, String tokenFile)
      throws AwsException {
    String token;
    try {
      token = AwsEnvironment.file(tokenFile).trim();
    } catch (IOException failure) {
      throw new AwsException(
          Delivery.failed("the web identity token " + tokenFile + " " + failure.getMessage()));
    }
    Form form =
        new Form("AssumeRoleWithWebIdentity", VERSION)
            .with("RoleArn", role)
            .with("RoleSessionName", session == null ? SESSION : session)
            .with("WebIdentityToken", token);
    return assumed("sts:AssumeRoleWithWebIdentity", role, form, null);
  }

  /** By keys that are at hand. */
  AwsCredentials role(
      String role, @Nullable String session, @Nullable String externalId, AwsCredentials by)
      throws AwsException {
    Form form =
        new Form("AssumeRole", VERSION)
            .with("RoleArn", role)
            .with("RoleSessionName", session == null ? SESSION : session);
    if (externalId != null) {
      form.with("ExternalId", externalId);
    }
    return assumed("sts:AssumeRole", role, form, by);
  }

  private AwsCredentials assumed(String action, String role, Form form, @Nullable AwsCredentials by)
      throws AwsException {
    String region = endpoints.configuredRegion();
    region = region == null ? "us-east-1" : region;
    URI uri = endpoints.of(Endpoints.Service.STS, region);
    Map<String, String> headers = new HashMap<>();
    headers.put("Content-Type", Form.TYPE);
    byte[] body = form.bytes();
    AwsAnswer answer;
    try {
      if (by != null) {
        headers = SigV4.sign("POST", uri, headers, body, by, region, "sts", clock.currentMillis());
      }
      answer = http.post(uri, headers, body);
    } catch (IOException failure) {
      throw new AwsException(
          Delivery.failed(uri.getHost() + " cannot be reached (" + AwsClient.word(failure) + ")"));
    }
    String id = answer.xml("AccessKeyId");
    String secret = answer.xml("SecretAccessKey");
    String expiration = answer.xml("Expiration");
    if (answer.status() != 200 || id == null || secret == null) {
      throw new AwsException(
          AwsError.of(answer).delivery(action, "role " + role, by, State.CLOSED));
    }
    long until = expiration == null ? AwsCredentials.NEVER : AwsTime.millisOf(expiration);
    return new AwsCredentials(id, secret, answer.xml("SessionToken"), until, "role " + role);
  }
}
