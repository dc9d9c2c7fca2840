package com.acme.aws;

import com.amazonaws.ClientConfiguration;
import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.retry.PredefinedRetryPolicies;
import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.AmazonS3ClientBuilder;
import com.amazonaws.services.sqs.AmazonSQSClientBuilder;
import corpus.Env;
import corpus.Job;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.retry.RetryPolicy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Both SDKs of AWS, against a server that answers as S3 and SQS do. */
public class Archive implements Job {
  // @insert

  private static final String[] CODES = {
    "404-NoSuchBucket",
    "403-AccessDenied",
    "503-SlowDown",
    "400-ExpiredToken",
    "404-NoSuchKey",
    "500-InternalError",
    "403-SignatureDoesNotMatch",
  };

  @Override
  public String[] bugs() {
    String[] others = {
      "v2-refused",
      "v1-refused",
      "v2-no-profile",
      "v2-sqs-400-AccessDenied",
      "v2-sqs-400-QueueDoesNotExist",
      "v1-sqs-400-AccessDenied",
      "v1-sqs-400-QueueDoesNotExist",
      "v2-delete-404-NoSuchBucket",
      "v2-sqs-refused",
      "v2-no-bucket-name",
    };
    String[] bugs = new String[CODES.length * 2 + others.length];
    for (int i = 0; i < CODES.length; i++) {
      bugs[2 * i] = "v2-" + CODES[i];
      bugs[2 * i + 1] = "v1-" + CODES[i];
    }
    System.arraycopy(others, 0, bugs, CODES.length * 2, others.length);
    return bugs;
  }

  @Override
  public void run(String bug, Env env) throws Exception {
    String[] parts = bug.split("-");
    String last = parts[parts.length - 1];
    String path = parts.length < 3 ? "" : "/s/" + parts[parts.length - 2] + "/" + last;
    String base = bug.contains("refused") ? "http://127.0.0.1:" + env.closedPort() : null;
    switch (parts[0]) {
      case "v1":
        if (bug.startsWith("v1-sqs")) {
          sqs1(env, path);
        } else {
          get1(s3v1(base == null ? env.url(path) : base), env);
        }
        break;
      case "v2":
        if (bug.equals("v2-no-profile")) {
          ProfileCredentialsProvider.create("p" + env.id()).resolveCredentials();
        } else if (bug.equals("v2-sqs-refused")) {
          sqs2(env, base);
        } else if (bug.startsWith("v2-sqs")) {
          sqs2(env, env.url(path));
        } else if (bug.equals("v2-no-bucket-name")) {
          s3(env.url("/")).getObject(r -> r.key(env.id()));
        } else if (bug.startsWith("v2-delete")) {
          delete(s3(env.url(path)), env);
        } else {
          get(s3(base == null ? env.url(path) : base), env);
        }
        break;
      default:
        break;
    }
  }

  private void get(S3Client s3, Env env) {
    String key = env.id();
    s3.getObject(r -> r.bucket("ledger").key(key));
  }

  private void delete(S3Client s3, Env env) {
    String key = env.id();
    s3.deleteObject(r -> r.bucket("ledger").key(key));
  }

  private void get1(AmazonS3 s3, Env env) {
    s3.getObject("ledger", env.id());
  }

  private S3Client s3(String url) {
    return S3Client.builder()
        .region(Region.US_EAST_1)
        .endpointOverride(URI.create(url))
        .forcePathStyle(true)
        .httpClient(
            UrlConnectionHttpClient.builder()
                .socketTimeout(java.time.Duration.ofSeconds(20))
                .build())
        .overrideConfiguration(
            ClientOverrideConfiguration.builder().retryPolicy(RetryPolicy.none()).build())
        .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
        .build();
  }

  private void sqs2(Env env, String url) {
    SqsClient.builder()
        .region(Region.US_EAST_1)
        .endpointOverride(URI.create(url))
        .httpClient(
            UrlConnectionHttpClient.builder()
                .socketTimeout(java.time.Duration.ofSeconds(20))
                .build())
        .overrideConfiguration(
            ClientOverrideConfiguration.builder().retryPolicy(RetryPolicy.none()).build())
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .build()
        .sendMessage(r -> r.queueUrl(url).messageBody(env.id()));
  }

  private ClientConfiguration once() {
    return new ClientConfiguration()
        .withRetryPolicy(PredefinedRetryPolicies.NO_RETRY_POLICY)
        .withSocketTimeout(20_000);
  }

  private AmazonS3 s3v1(String url) {
    return AmazonS3ClientBuilder.standard()
        .withPathStyleAccessEnabled(true)
        .withClientConfiguration(once())
        .withEndpointConfiguration(new EndpointConfiguration(url, "us-east-1"))
        .withCredentials(new AWSStaticCredentialsProvider(new BasicAWSCredentials("a", "b")))
        .build();
  }

  private void sqs1(Env env, String path) {
    AmazonSQSClientBuilder.standard()
        .withClientConfiguration(once())
        .withEndpointConfiguration(new EndpointConfiguration(env.url(path), "us-east-1"))
        .withCredentials(new AWSStaticCredentialsProvider(new BasicAWSCredentials("a", "b")))
        .build()
        .sendMessage(env.url(path), env.id());
  }
}
