package io.batchmon.instrumentation.elasticjob;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;

/** ZooKeeper's own server inside the JVM of the tests, one for all of them. */
final class TestZooKeeper {
  private static final int TICK_MILLIS = 2000;

  private static String address = "";

  private TestZooKeeper() {}

  static synchronized String address() throws Exception {
    if (address.isEmpty()) {
      Path data = Files.createTempDirectory(Path.of("target"), "zookeeper");
      NIOServerCnxnFactory connections = new NIOServerCnxnFactory();
      connections.configure(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      connections.startup(new ZooKeeperServer(data.toFile(), data.toFile(), TICK_MILLIS));
      address = "127.0.0.1:" + connections.getLocalPort();
    }
    return address;
  }
}
