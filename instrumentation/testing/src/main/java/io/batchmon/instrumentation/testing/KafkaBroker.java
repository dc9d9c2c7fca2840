package io.batchmon.instrumentation.testing;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Kafka broker that is its own controller, in a JVM of its own. Its classes are those of the
 * class path, but the clients', which are the jar that the system property {@code broker.clients}
 * names.
 */
public final class KafkaBroker implements AutoCloseable {
  private static final String CLUSTER = "AAAAAAAAAAAAAAAAAAAAAA";

  private final Path directory;
  private final Process process;
  private final int port;

  /** Starts one that keeps its files here; it may take seconds until it answers. */
  public KafkaBroker(Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    int controller;
    try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = one.getLocalPort();
      controller = other.getLocalPort();
    }
    Path settings = directory.resolve("server.properties");
    Files.write(
        settings,
        List.of(
            "process.roles=broker,controller",
            "node.id=1",
            "controller.quorum.voters=1@localhost:" + controller,
            "listeners=PLAINTEXT://localhost:" + port + ",CONTROLLER://localhost:" + controller,
            "controller.listener.names=CONTROLLER",
            "log.dirs=" + directory.resolve("logs"),
            "num.partitions=1",
            "offsets.topic.num.partitions=1",
            "offsets.topic.replication.factor=1",
            "group.initial.rebalance.delay.ms=0"));
    Process format =
        start("kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", settings.toString());
    if (!format.waitFor(60, TimeUnit.SECONDS) || format.exitValue() != 0) {
      format.destroyForcibly();
      throw new IOException("the broker's directory could not be made: " + output());
    }
    process = start("kafka.Kafka", settings.toString());
  }

  private Process start(String... command) throws IOException {
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    all.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp"));
    all.add(
        System.getProperty("broker.clients")
            + File.pathSeparator
            + System.getProperty("java.class.path"));
    all.addAll(Arrays.asList(command));
    return new ProcessBuilder(all)
        .redirectErrorStream(true)
        .redirectOutput(Redirect.appendTo(directory.resolve("output").toFile()))
        .start();
  }

  /** As {@code bootstrap.servers} of clients. */
  public String servers() {
    if (!process.isAlive()) {
      throw new AssertionError("the broker is gone: " + output());
    }
    return "localhost:" + port;
  }

  public int port() {
    return port;
  }

  private String output() {
    try {
      return Files.readString(directory.resolve("output"));
    } catch (IOException failure) {
      return failure.toString();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
