package io.batchmon.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.batchmon.standin.Exchange;
import io.batchmon.standin.ReceivedSpan;
import io.batchmon.standin.StandInCollector;
import io.batchmon.standin.StandInSlack;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Prints what arrives at a stand-in collector and a stand-in Slack webhook, in that order. */
public final class DemoReceiver {
  private static final Duration POLL = Duration.ofMillis(200);

  private final StandInCollector collector;
  private final StandInSlack slack;
  private final RunLines runs;
  private final PrintStream out;
  private int spansSeen;
  private int messagesSeen;
  private int requestsSeen;

  DemoReceiver(StandInCollector collector, StandInSlack slack, RunLines runs, PrintStream out) {
    this.collector = collector;
    this.slack = slack;
    this.runs = runs;
    this.out = out;
  }

  /**
   * Receives until the JVM is told to end.
   *
   * @param args the collector's port, 0 for any free one, and a file to be written with the
   *     addresses once both servers listen, as assignments that a shell can read
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    int port = Integer.parseInt(args[0]);
    StandInCollector collector;
    try {
      collector = StandInCollector.start(port);
    } catch (BindException taken) {
      System.err.println(
          "Cannot listen on port "
              + port
              + ": "
              + taken.getMessage()
              + ". Free it, choose another one with DEMO_PORT, or unset it.");
      System.exit(1);
      return;
    }
    StandInSlack slack = StandInSlack.start();
    Charset terminal = Charset.forName(System.getProperty("native.encoding", "US-ASCII"));
    PrintStream out = new PrintStream(System.out, true, terminal);
    boolean unicode = terminal.newEncoder().canEncode('\u2713');
    DemoReceiver receiver =
        new DemoReceiver(collector, slack, new RunLines(ZoneId.systemDefault(), unicode), out);
    tell(Path.of(args[1]), collector, slack);
    receiver.printUntilTheEnd();
  }

  private static void tell(Path file, StandInCollector collector, StandInSlack slack)
      throws IOException {
    Path written = Files.createTempFile(file.toAbsolutePath().getParent(), "receiver", ".tmp");
    Files.writeString(
        written, "OTLP_URL=" + collector.endpoint() + "\nSLACK_URL=" + slack.url() + "\n");
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private void printUntilTheEnd() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  end.countDown();
                  printNew(Long.MAX_VALUE);
                  out.println(summary());
                }));
    while (!end.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
      printNew(System.nanoTime());
    }
  }

  /**
   * Prints what is new.
   *
   * @param nanos the time by {@link System#nanoTime()}; a child whose parent does not come is
   *     printed without it after a while, and at {@link Long#MAX_VALUE} at once
   */
  synchronized void printNew(long nanos) {
    List<ReceivedSpan> spans = collector.spans();
    spans.subList(spansSeen, spans.size()).forEach(span -> runs.add(span, nanos));
    spansSeen = spans.size();
    runs.ready(nanos).forEach(out::println);
    List<JsonNode> messages = slack.messages();
    for (JsonNode message : messages.subList(messagesSeen, messages.size())) {
      out.println();
      out.println("Slack:");
      out.println(StandInSlack.render(message));
    }
    messagesSeen = messages.size();
    List<Exchange> requests = slack.requests();
    for (Exchange request : requests.subList(requestsSeen, requests.size())) {
      if (request.status() != 200) {
        out.println("Slack would refuse this: " + request.problem() + ": " + request.body());
      }
    }
    requestsSeen = requests.size();
  }

  synchronized String summary() {
    return "Received "
        + runs.summary()
        + ", "
        + messagesSeen
        + " Slack messages, "
        + collector.metrics().size()
        + " metric points, "
        + collector.events().size()
        + " events";
  }
}
