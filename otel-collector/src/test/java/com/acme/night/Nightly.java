package com.acme.night;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A job that cron starts: asks its partner, stores an object, waits to be let go, and fails where
 * it was told to.
 */
public final class Nightly {
  private Nightly() {}

  /**
   * The partner's URL, then what the partner is asked for; {@code fail} fails, {@code aws} stores.
   */
  public static void main(String[] args) throws IOException {
    String partner = args[0];
    for (int i = 1; i < args.length; i++) {
      if (args[i].equals("aws")) {
        store(partner);
      } else if (args[i].equals("fail")) {
        load();
      } else {
        System.out.println(args[i] + ' ' + ask(partner + args[i]));
      }
    }
  }

  private static int ask(String url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    try {
      return connection.getResponseCode();
    } finally {
      connection.disconnect();
    }
  }

  private static void store(String url) {
    try (S3Client s3 =
        S3Client.builder()
            .endpointOverride(URI.create(url))
            .forcePathStyle(true)
            .region(Region.EU_CENTRAL_1)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .httpClient(UrlConnectionHttpClient.create())
            .build()) {
      s3.putObject(put -> put.bucket("orders").key("one"), RequestBody.fromString("1"));
    }
  }

  private static void load() {
    try {
      open("ledger.csv");
    } catch (FileNotFoundException missing) {
      throw new IllegalStateException("The night failed", missing);
    }
  }

  private static void open(String ledger) throws FileNotFoundException {
    throw new FileNotFoundException(ledger + " is not there");
  }
}
