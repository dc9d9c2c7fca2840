package io.batchmon.benchmark;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Kafka broker in a JVM of its own, without an agent, that stays for all runs. */
final class Broker implements AutoCloseable {
  private static final String CLUSTER = "AAAAAAAAAAAAAAAAAAAAAA";

  private final Places places;
  private final Path directory;
  private final int port;
  private final Process process;

  private Broker(Places places, Path directory) throws IOException, InterruptedException {
    this.places = places;
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
            // why: millions of records are sent, and nobody wants them
            "log.retention.bytes=67108864",
            "log.segment.bytes=33554432",
            "log.retention.check.interval.ms=1000",
            "log.segment.delete.delay.ms=1000",
            "num.partitions=1"));
    Process format =
        start("kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", settings.toString());
    if (!format.waitFor(60, TimeUnit.SECONDS) || format.exitValue() != 0) {
      format.destroyForcibly();
      throw new IOException("the broker did not start, see " + output());
    }
    process = start("kafka.Kafka", settings.toString());
  }

  static Broker start(Places places) throws IOException, InterruptedException {
    return new Broker(places, Files.createTempDirectory("benchmark-broker"));
  }

  private Process start(String... command) throws IOException {
    List<String> all = new ArrayList<>();
    all.add(places.java().toString());
    all.addAll(List.of("-Xmx512m", "-cp", places.brokerClassPath()));
    all.addAll(List.of(command));
    return new ProcessBuilder(all)
        .redirectErrorStream(true)
        .redirectOutput(Redirect.appendTo(output()))
        .start();
  }

  private File output() throws IOException {
    Path output = places.work("broker.output").toAbsolutePath();
    Files.createDirectories(output.getParent());
    return output.toFile();
  }

  /** As {@code bootstrap.servers} of clients. */
  String servers() throws IOException {
    if (!process.isAlive()) {
      throw new IOException("the broker is gone, see " + output());
    }
    return "localhost:" + port;
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
