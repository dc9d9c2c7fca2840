package io.batchmon.agent.aws;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/** A program that writes what the AWS SDK finds in this process, and what we find. */
public final class FoundCredentials {
  private FoundCredentials() {}

  public static void main(String[] arguments) throws Exception {
    try (PrintStream out =
        new PrintStream(
            Files.newOutputStream(Path.of(arguments[0])), true, StandardCharsets.UTF_8)) {
      out.println(ofTheSdk());
      out.println(ours());
    }
  }

  private static String ofTheSdk() {
    try (DefaultCredentialsProvider provider = DefaultCredentialsProvider.builder().build()) {
      AwsCredentials found = provider.resolveCredentials();
      String token =
          found instanceof AwsSessionCredentials session ? session.sessionToken() : "null";
      return found.accessKeyId() + " " + found.secretAccessKey() + " " + token;
    } catch (RuntimeException none) {
      return "none";
    }
  }

  private static String ours() {
    try {
      io.batchmon.agent.aws.AwsCredentials found =
          AwsClient.of(System.getenv(), System.getProperties(), io.batchmon.agent.run.Clock.SYSTEM)
              .credentials();
      return found.accessKeyId() + " " + found.secretAccessKey() + " " + found.sessionToken();
    } catch (AwsException none) {
      return "none";
    }
  }
}
