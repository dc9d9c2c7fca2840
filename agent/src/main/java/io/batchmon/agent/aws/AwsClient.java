package io.batchmon.agent.aws;

import io.batchmon.agent.alert.Delivery;
import io.batchmon.agent.alert.Delivery.State;
import io.batchmon.agent.aws.Endpoints.Service;
import io.batchmon.agent.run.Clock;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The calls to AWS that alerts need. Each may take seconds, signs with the credentials of this
 * process, and tries again by itself only where the clock or the keys were to blame. Thread-safe.
 */
public final class AwsClient {
  private static final long CLOCKS_APART_MILLIS = 4 * 60_000;

  /** Made when something of AWS is needed for the first time. */
  private static final class OfThisProcess {
    static final AwsClient CLIENT = of(System.getenv(), System.getProperties(), Clock.SYSTEM);
  }

  private final Endpoints endpoints;
  private final CredentialsChain chain;
  private final AwsHttp http;
  private final Clock clock;
  private volatile long serverAheadMillis;

  AwsClient(AwsEnvironment environment, AwsHttp http, Clock clock) {
    InstanceMetadata instance = new InstanceMetadata(environment, http);
    this.endpoints = new Endpoints(environment, instance);
    this.chain = new CredentialsChain(environment, endpoints, http, instance, clock);
    this.http = http;
    this.clock = clock;
  }

  /** One that finds credentials, region and endpoints in these. */
  public static AwsClient of(Map<String, String> variables, Properties properties, Clock clock) {
    return new AwsClient(new AwsEnvironment(variables, properties), new AwsHttp(), clock);
  }

  /** The one of this process, with its credentials and connections. */
  public static AwsClient ofThisProcess() {
    return OfThisProcess.CLIENT;
  }

  /** What requests are signed with. */
  AwsCredentials credentials() throws AwsException {
    return chain.credentials();
  }

  /**
   * Whose keys these are, as AWS knows them: an ARN. Any keys may ask, and it changes nothing.
   *
   * @param resource whose region is asked, as {@link #publish} and {@link #putEvent} take it
   */
  public String identity(String resource) throws AwsException {
    AwsCall call =
        new AwsCall(Service.STS, regionOf(resource), "GetCallerIdentity", "the identity of keys");
    call.form(new Form("GetCallerIdentity", "2011-06-15"));
    return found(send(call).xml("Arn"), call);
  }

  /** Where the keys were found, in words such as {@code the environment}. */
  public String keySource() throws AwsException {
    return chain.credentials().source();
  }

  /**
   * The current version of a secret of Secrets Manager.
   *
   * @param id its name, in the region of this process, or its ARN
   */
  public String secret(String id) throws AwsException {
    AwsCall call =
        new AwsCall(Service.SECRETS_MANAGER, regionOf(id), "GetSecretValue", "secret " + id);
    call.json("secretsmanager.GetSecretValue", AwsCall.object("SecretId", id));
    AwsAnswer answer = send(call);
    String text = answer.json("SecretString");
    String binary = text == null ? answer.json("SecretBinary") : null;
    if (binary != null) {
      try {
        text = new String(Base64.getDecoder().decode(binary), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException noBase64) {
        text = null;
      }
    }
    return found(text, call);
  }

  /**
   * A parameter of the Parameter Store, decrypted.
   *
   * @param name in the region of this process, or its ARN
   */
  public String parameter(String name) throws AwsException {
    AwsCall call = new AwsCall(Service.SSM, regionOf(name), "GetParameter", "parameter " + name);
    call.json("AmazonSSM.GetParameter", AwsCall.object("Name", name, "WithDecryption", true));
    return found(send(call).json("Parameter", "Value"), call);
  }

  private static String found(@Nullable String text, AwsCall call) throws AwsException {
    if (text == null) {
      throw new AwsException(Delivery.closed(call.resource + " holds no text"));
    }
    return text;
  }

  /**
   * Publishes to a topic.
   *
   * @param subject printable ASCII, at most 100 characters
   * @param group by which a FIFO topic keeps the order
   */
  public void publish(String topicArn, String subject, String message, String group)
      throws AwsException {
    AwsCall call = new AwsCall(Service.SNS, regionOf(topicArn), "Publish", "topic " + topicArn);
    call.otherwise = State.REFUSED;
    Form form =
        new Form("Publish", "2010-03-31")
            .with("TopicArn", topicArn)
            .with("Subject", subject)
            .with("Message", message);
    if (topicArn.endsWith(".fifo")) {
      byte[] text = message.getBytes(StandardCharsets.UTF_8);
      form.with("MessageGroupId", group)
          .with("MessageDeduplicationId", SigV4.hex(SigV4.sha256(text)));
    }
    call.form(form);
    send(call);
  }

  /**
   * Puts one event on a bus.
   *
   * @param bus its name, in the region of this process, or its ARN
   * @param detail JSON, an object
   */
  public void putEvent(String bus, String source, String type, String detail, long epochMillis)
      throws AwsException {
    AwsCall call = new AwsCall(Service.EVENTS, regionOf(bus), "PutEvents", "event bus " + bus);
    call.otherwise = State.REFUSED;
    call.json("AWSEvents.PutEvents", AwsCall.entry(bus, source, type, detail, epochMillis));
    AwsAnswer answer = send(call);
    String failed = answer.json("FailedEntryCount");
    if (failed != null && !failed.equals("0")) {
      // why: the answer is 200 also where the bus took nothing
      AwsError error =
          AwsError.of(
              200,
              answer.json("Entries", "ErrorCode"),
              answer.json("Entries", "ErrorMessage"),
              null);
      throw new AwsException(
          error.isInternal()
              ? Delivery.failed("AWS answers " + error + " to events:PutEvents")
              : error.delivery(call.action(), call.resource, null, State.REFUSED));
    }
  }

  private String regionOf(String idOrArn) throws AwsException {
    Arn arn = Arn.of(idOrArn);
    return arn == null || arn.region().isEmpty() ? endpoints.region() : arn.region();
  }

  private AwsAnswer send(AwsCall call) throws AwsException {
    URI uri = endpoints.of(call.service, call.region);
    boolean timed = false;
    boolean renewed = false;
    while (true) {
      AwsCredentials credentials = chain.credentials();
      AwsAnswer answer = send(call, uri, credentials);
      if (answer.status() >= 200 && answer.status() < 300) {
        return answer;
      }
      AwsError error = AwsError.of(answer);
      if (error.isSkew() && !timed && tookTimeOf(answer)) {
        timed = true;
      } else if (error.isExpired() && !renewed && chain.refresh(credentials)) {
        renewed = true;
      } else {
        throw new AwsException(
            error.delivery(call.action(), call.resource, credentials, call.otherwise));
      }
    }
  }

  private AwsAnswer send(AwsCall call, URI uri, AwsCredentials credentials) throws AwsException {
    Map<String, String> headers = new TreeMap<>();
    headers.put("Content-Type", call.type);
    if (call.target != null) {
      headers.put("X-Amz-Target", call.target);
    }
    long now = clock.currentMillis() + serverAheadMillis;
    try {
      return http.post(
          uri,
          SigV4.sign(
              "POST", uri, headers, call.body, credentials, call.region, call.service.code(), now),
          call.body);
    } catch (IOException failure) {
      throw new AwsException(
          Delivery.failed(uri.getHost() + " cannot be reached (" + word(failure) + ")"));
    }
  }

  /** From now on signs by the server's clock, if that is far from ours. */
  private boolean tookTimeOf(AwsAnswer answer) {
    long ahead = answer.dateMillis() - clock.currentMillis();
    if (answer.dateMillis() == 0 || Math.abs(ahead - serverAheadMillis) < CLOCKS_APART_MILLIS) {
      return false;
    }
    serverAheadMillis = ahead;
    return true;
  }

  /** Why there was no answer, without an address or a header. */
  static String word(IOException failure) {
    if (failure instanceof UnknownHostException) {
      return "unknown host";
    }
    if (failure instanceof SSLException) {
      return "TLS: " + failure.getClass().getSimpleName();
    }
    return failure instanceof SocketTimeoutException
            || failure.getClass().getSimpleName().contains("Interrupted")
        ? "no answer in time"
        : failure instanceof ConnectException ? "connection refused" : "connection lost";
  }
}
