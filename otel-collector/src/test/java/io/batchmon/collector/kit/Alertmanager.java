package io.batchmon.collector.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Alertmanager itself, alone, with the shipped configuration. */
public final class Alertmanager implements AutoCloseable {
  private static final Path SHIPPED = Needed.KIT.resolve("alertmanager");

  private final RunningProcess process;
  private final int port;

  private Alertmanager(RunningProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Leaves the test out where there is none. */
  public static Path program() {
    return Needed.program(
        "Alertmanager", "BATCHMON_TEST_ALERTMANAGER", "prometheus-alertmanager", "alertmanager");
  }

  /** Beside it. */
  public static Path amtool() {
    return Needed.program("Alertmanager", "BATCHMON_TEST_ALERTMANAGER", "amtool");
  }

  /** The shipped configuration with this webhook, once it is ready. */
  public static Alertmanager start(Path folder, String slackUrl) {
    try {
      Files.createDirectories(folder);
      Path webhook = Files.writeString(folder.resolve("slack-webhook"), slackUrl);
      String shipped = Files.readString(SHIPPED.resolve("alertmanager.yml"));
      Path file =
          Files.writeString(
              folder.resolve("alertmanager.yml"),
              shipped.replace("/etc/alertmanager/slack-webhook", webhook.toString()));
      Files.copy(SHIPPED.resolve("batchmon.tmpl"), folder.resolve("batchmon.tmpl"));
      int port = Ports.free();
      List<String> command =
          List.of(
              program().toString(),
              "--config.file=" + file.toAbsolutePath(),
              "--storage.path=" + folder.resolve("data").toAbsolutePath(),
              "--cluster.listen-address=",
              "--web.listen-address=127.0.0.1:" + port);
      // why: Debian's build is told to look for its own templates where it runs, see
      // .ci/alertmanager
      Path home = program().getParent();
      RunningProcess process = RunningProcess.start("alertmanager", home, Map.of(), command);
      process.awaitReady(() -> Web.status("http://127.0.0.1:" + port + "/-/ready") == 200);
      return new Alertmanager(process, port);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Host and port, as Prometheus wants them. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  public String url() {
    return "http://" + address();
  }

  @Override
  public void close() {
    process.close();
  }
}
