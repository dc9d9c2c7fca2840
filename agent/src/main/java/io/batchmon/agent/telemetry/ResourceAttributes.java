package io.batchmon.agent.telemetry;

import io.batchmon.agent.config.Settings;
import io.batchmon.agent.config.Version;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.resources.Resource;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What is known about the process that sends: service, host, process, container and cloud. What
 * cannot be found out is absent. Never the command line, which carries secrets.
 */
final class ResourceAttributes {
  /** The OpenTelemetry SDK whose data model and encoding are used. */
  static final String SDK_VERSION = "1.67.0";

  private final Settings settings;
  private final Surroundings surroundings;
  private final Map<String, Object> found = new LinkedHashMap<>();

  ResourceAttributes(Settings settings, Surroundings surroundings) {
    this.settings = settings;
    this.surroundings = surroundings;
  }

  static ResourceAttributes of(Settings settings) {
    return new ResourceAttributes(settings, Surroundings.ofThisProcess());
  }

  Surroundings surroundings() {
    return surroundings;
  }

  /** Strings, Longs and lists of strings. Takes a second at most where a metadata service hangs. */
  Map<String, Object> detect() {
    put("service.name", surroundings.serviceName(settings));
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long high = (random.nextLong() & ~0xF000L) | 0x4000L;
    long low = (random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    put("service.instance.id", new UUID(high, low).toString());
    put("deployment.environment.name", settings.text("batchmon.environment", "development"));
    put("telemetry.sdk.name", "opentelemetry");
    put("telemetry.sdk.language", "java");
    put("telemetry.sdk.version", SDK_VERSION);
    put("telemetry.distro.name", "batchmon");
    put("telemetry.distro.version", Version.text());
    host();
    process();
    put("container.id", ContainerId.of(surroundings));
    kubernetes();
    new AwsResource(surroundings, found).detect();
    new PlatformResource(surroundings, found).detect();
    for (Map.Entry<String, String> set : OtlpConfig.resource(settings).entrySet()) {
      if (!set.getKey().equals("service.name")) {
        put(set.getKey(), set.getValue());
      }
    }
    return Collections.unmodifiableMap(found);
  }

  private void put(String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      found.put(name, value);
    }
  }

  private void host() {
    put("host.name", surroundings.hostName());
    put("host.arch", arch(surroundings.property("os.arch")));
    put("os.type", system(surroundings.property("os.name")));
  }

  private static @Nullable String arch(@Nullable String arch) {
    if (arch == null) {
      return null;
    }
    switch (arch) {
      case "x86_64":
        return "amd64";
      case "aarch64":
        return "arm64";
      case "i386":
      case "i686":
        return "x86";
      default:
        return arch;
    }
  }

  private static @Nullable String system(@Nullable String name) {
    if (name == null) {
      return null;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.startsWith("windows")) {
      return "windows";
    }
    if (lower.startsWith("mac")) {
      return "darwin";
    }
    int blank = lower.indexOf(' ');
    return blank < 0 ? lower : lower.substring(0, blank);
  }

  private void process() {
    long pid = pid();
    if (pid > 0) {
      found.put("process.pid", pid);
    }
    put("process.executable.name", "java");
    put("process.runtime.name", surroundings.property("java.runtime.name"));
    put("process.runtime.version", surroundings.property("java.runtime.version"));
    String vendor = surroundings.property("java.vm.vendor");
    String machine = surroundings.property("java.vm.name");
    String version = surroundings.property("java.vm.version");
    if (vendor != null && machine != null && version != null) {
      put("process.runtime.description", vendor + " " + machine + " " + version);
    }
  }

  // why: the management bean, which knows the pid on Java 8, loads JMX
  private long pid() {
    try {
      String self = surroundings.at("proc/self").getCanonicalFile().getName();
      return Long.parseLong(self);
    } catch (IOException | NumberFormatException noProc) {
      return pidOfHandle();
    }
  }

  private static long pidOfHandle() {
    try {
      Class<?> type = Class.forName("java.lang.ProcessHandle");
      Object handle = type.getMethod("current").invoke(null);
      return (Long) type.getMethod("pid").invoke(handle);
    } catch (ReflectiveOperationException java8) {
      return 0;
    }
  }

  private void kubernetes() {
    if (surroundings.variable("KUBERNETES_SERVICE_HOST") == null) {
      return;
    }
    put(
        "k8s.namespace.name",
        first(
            variable("K8S_NAMESPACE_NAME", "POD_NAMESPACE"),
            surroundings.file("var/run/secrets/kubernetes.io/serviceaccount/namespace")));
    put("k8s.pod.name", first(variable("K8S_POD_NAME", "POD_NAME"), variable("HOSTNAME", "")));
    put("k8s.pod.uid", variable("K8S_POD_UID", "POD_UID"));
    put("k8s.node.name", variable("K8S_NODE_NAME", "NODE_NAME"));
    put("k8s.container.name", variable("K8S_CONTAINER_NAME", "CONTAINER_NAME"));
    put("k8s.job.name", variable("K8S_JOB_NAME", ""));
    put("k8s.cronjob.name", variable("K8S_CRONJOB_NAME", ""));
    put("k8s.cluster.name", variable("K8S_CLUSTER_NAME", "CLUSTER_NAME"));
  }

  private @Nullable String variable(String name, String otherwise) {
    return first(surroundings.variable(name), surroundings.variable(otherwise));
  }

  private static @Nullable String first(@Nullable String one, @Nullable String two) {
    return one != null ? one : two;
  }

  /** The same as the SDK knows it. */
  static Resource asResource(Map<String, Object> attributes) {
    AttributesBuilder builder = Attributes.builder();
    for (Map.Entry<String, Object> attribute : attributes.entrySet()) {
      Object value = attribute.getValue();
      if (value instanceof Long) {
        builder.put(attribute.getKey(), (long) (Long) value);
      } else if (value instanceof List) {
        builder.put(attribute.getKey(), ((List<?>) value).toArray(new String[0]));
      } else {
        builder.put(attribute.getKey(), value.toString());
      }
    }
    return Resource.create(builder.build());
  }
}
