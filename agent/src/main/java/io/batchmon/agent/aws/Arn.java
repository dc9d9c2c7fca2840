package io.batchmon.agent.aws;

import org.jspecify.annotations.Nullable;

/** The parts of an Amazon resource name that say where the resource is. Immutable. */
public final class Arn {
  private final String service;
  private final String region;
  private final String resource;

  private Arn(String service, String region, String resource) {
    this.service = service;
    this.region = region;
    this.resource = resource;
  }

  /** Null if the text is none. */
  public static @Nullable Arn of(String text) {
    String[] parts = text.split(":", 6);
    return parts.length == 6
            && parts[0].equals("arn")
            && !parts[1].isEmpty()
            && !parts[2].isEmpty()
            && !parts[5].isEmpty()
        ? new Arn(parts[2], parts[3], parts[5])
        : null;
  }

  /** Such as {@code secretsmanager}. */
  public String service() {
    return service;
  }

  /** Empty where the resource is in none. */
  public String region() {
    return region;
  }

  /** What follows the account, such as {@code parameter/batchmon/slack}. */
  public String resource() {
    return resource;
  }
}
