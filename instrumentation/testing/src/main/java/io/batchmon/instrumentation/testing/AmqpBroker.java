package io.batchmon.instrumentation.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.qpid.server.SystemLauncher;

/**
 * A broker that speaks AMQP 0-9-1 as RabbitMQ does, in this JVM: Qpid Broker-J, which the module
 * has to bring along. Its one user is {@link #USER}, with that for a password.
 */
public final class AmqpBroker implements AutoCloseable {
  public static final String USER = "guest";

  private final SystemLauncher launcher = new SystemLauncher();
  private final int port;

  /** Starts one that keeps its files here and answers. */
  public AmqpBroker(Path directory) throws Exception {
    port = freePort();
    Path settings = directory.resolve("broker.json");
    Files.writeString(settings, settings(port));
    Map<String, Object> system = new HashMap<>();
    system.put("type", "Memory");
    system.put("initialConfigurationLocation", settings.toUri().toURL().toString());
    system.put("startupLoggedToSystemOut", false);
    system.put("context", Map.of("qpid.work_dir", directory.toString()));
    launcher.startup(system);
  }

  private static String settings(int port) {
    return """
      {
        "name": "broker",
        "modelVersion": "9.0",
        "authenticationproviders": [{
          "name": "users",
          "type": "Plain",
          "secureOnlyMechanisms": [],
          "users": [{"name": "%1$s", "type": "managed", "password": "%1$s"}]
        }],
        "ports": [{
          "name": "AMQP",
          "port": "%2$d",
          "bindingAddress": "127.0.0.1",
          "authenticationProvider": "users",
          "protocols": ["AMQP_0_9_1"],
          "virtualhostaliases": [{"name": "all", "type": "defaultAlias"}]
        }],
        "virtualhostnodes": [{
          "name": "default",
          "type": "Memory",
          "defaultVirtualHostNode": "true",
          "virtualHostInitialConfiguration": "{\\"type\\": \\"Memory\\"}"
        }]
      }
      """
        .formatted(USER, port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  public int port() {
    return port;
  }

  @Override
  public void close() {
    launcher.shutdown();
  }
}
