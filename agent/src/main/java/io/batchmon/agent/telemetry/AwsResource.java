package io.batchmon.agent.telemetry;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lambda, ECS, EKS and EC2, in this order: the first that applies. */
final class AwsResource {
  private final Surroundings surroundings;
  private final Map<String, Object> found;

  AwsResource(Surroundings surroundings, Map<String, Object> found) {
    this.surroundings = surroundings;
    this.found = found;
  }

  void detect() {
    String ecs = surroundings.variable("ECS_CONTAINER_METADATA_URI_V4");
    if (surroundings.variable("AWS_LAMBDA_FUNCTION_NAME") != null) {
      lambda();
    } else if (ecs != null) {
      ecs(ecs);
    } else if (surroundings.variable("KUBERNETES_SERVICE_HOST") != null) {
      eks();
    } else if (looksLikeEc2()) {
      ec2();
    }
  }

  private void put(String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      found.put(name, value);
    }
  }

  private void platform(String platform) {
    put("cloud.provider", "aws");
    put("cloud.platform", platform);
  }

  private void region() {
    String region = surroundings.variable("AWS_REGION");
    put("cloud.region", region != null ? region : surroundings.variable("AWS_DEFAULT_REGION"));
  }

  private void lambda() {
    platform("aws_lambda");
    region();
    put("faas.name", surroundings.variable("AWS_LAMBDA_FUNCTION_NAME"));
    put("faas.version", surroundings.variable("AWS_LAMBDA_FUNCTION_VERSION"));
    put("faas.instance", surroundings.variable("AWS_LAMBDA_LOG_STREAM_NAME"));
    String memory = surroundings.variable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE");
    if (memory != null) {
      try {
        found.put("faas.max_memory", Long.parseLong(memory) << 20);
      } catch (NumberFormatException notMegabytes) {
        found.remove("faas.max_memory");
      }
    }
    list("aws.log.group.names", surroundings.variable("AWS_LAMBDA_LOG_GROUP_NAME"));
    list("aws.log.stream.names", surroundings.variable("AWS_LAMBDA_LOG_STREAM_NAME"));
  }

  private void list(String name, @Nullable String value) {
    if (value != null) {
      found.put(name, Collections.singletonList(value));
    }
  }

  private void ecs(String metadata) {
    platform("aws_ecs");
    region();
    String container = surroundings.get(metadata, null, null);
    if (container != null) {
      put("container.id", JsonText.string(container, "DockerId"));
      put("container.name", JsonText.string(container, "DockerName"));
      put("aws.ecs.container.arn", JsonText.string(container, "ContainerARN"));
      put("cloud.resource_id", JsonText.string(container, "ContainerARN"));
      if ("awslogs".equals(JsonText.string(container, "LogDriver"))) {
        list("aws.log.group.names", JsonText.string(container, "awslogs-group"));
        list("aws.log.stream.names", JsonText.string(container, "awslogs-stream"));
      }
    }
    String task = surroundings.get(metadata + "/task", null, null);
    if (task != null) {
      task(task);
    }
  }

  private void task(String task) {
    put("aws.ecs.task.family", JsonText.string(task, "Family"));
    put("aws.ecs.task.revision", JsonText.string(task, "Revision"));
    put("cloud.availability_zone", JsonText.string(task, "AvailabilityZone"));
    String launch = JsonText.string(task, "LaunchType");
    put("aws.ecs.launchtype", launch == null ? null : launch.toLowerCase(Locale.ROOT));
    String arn = JsonText.string(task, "TaskARN");
    String cluster = JsonText.string(task, "Cluster");
    if (arn != null) {
      put("aws.ecs.task.arn", arn);
      put("aws.ecs.task.id", arn.substring(arn.lastIndexOf('/') + 1));
      String[] parts = arn.split(":", 6);
      if (parts.length == 6) {
        put("cloud.region", parts[3]);
        put("cloud.account.id", parts[4]);
        // why: on Fargate the cluster is its ARN, on EC2 only its name
        if (cluster != null && !cluster.startsWith("arn:")) {
          cluster =
              parts[0]
                  + ':'
                  + parts[1]
                  + ":ecs:"
                  + parts[3]
                  + ':'
                  + parts[4]
                  + ":cluster/"
                  + cluster;
        }
      }
    }
    put("aws.ecs.cluster.arn", cluster);
  }

  private void eks() {
    boolean aws =
        surroundings.variable("AWS_WEB_IDENTITY_TOKEN_FILE") != null
            || surroundings.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") != null
            || looksLikeEc2();
    if (aws) {
      platform("aws_eks");
      region();
    }
  }

  private boolean looksLikeEc2() {
    String vendor = surroundings.file("sys/class/dmi/id/sys_vendor");
    if ("Amazon EC2".equals(vendor)) {
      return true;
    }
    String tag = surroundings.file("sys/class/dmi/id/board_asset_tag");
    return tag != null && tag.startsWith("i-");
  }

  private void ec2() {
    platform("aws_ec2");
    region();
    if ("true".equalsIgnoreCase(surroundings.variable("AWS_EC2_METADATA_DISABLED"))) {
      return;
    }
    String base = surroundings.instanceMetadata() + "/latest/";
    String token =
        surroundings.put(base + "api/token", "X-aws-ec2-metadata-token-ttl-seconds", "60");
    if (token == null) {
      return;
    }
    String document =
        surroundings.get(
            base + "dynamic/instance-identity/document", "X-aws-ec2-metadata-token", token);
    if (document != null) {
      put("cloud.account.id", JsonText.string(document, "accountId"));
      put("cloud.region", JsonText.string(document, "region"));
      put("cloud.availability_zone", JsonText.string(document, "availabilityZone"));
      put("host.id", JsonText.string(document, "instanceId"));
      put("host.type", JsonText.string(document, "instanceType"));
      put("host.image.id", JsonText.string(document, "imageId"));
    }
  }
}
