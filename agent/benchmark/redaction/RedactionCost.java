import io.batchmon.agent.config.Redactor;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * Prints what hiding secrets costs per text. A source file to be started as it is, by {@code
 * agent/benchmark/redaction/run.sh}; not a part of the build.
 */
public class RedactionCost {
  private static final int ROUNDS = 9;
  private static final long ROUND_NANOS = 400_000_000L;

  private static final int BATCH = 50;

  // why: of a machine that others use as well, CPU time says more than the clock
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Keeps the compiler from leaving the work out. */
  static volatile int sink;

  private static String trace(int frames, String message) {
    StringBuilder text = new StringBuilder("java.lang.IllegalStateException: " + message + "\n");
    String[] packages = {
      "com.acme.billing.invoice.InvoiceLoader.load(InvoiceLoader.java:88)",
      "org.springframework.batch.core.step.tasklet.TaskletStep.doExecute(TaskletStep.java:278)",
      "org.springframework.security.oauth2.client.TokenFilter.doFilter(TokenFilter.java:41)",
      "java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1144)",
      "com.acme.billing.InvoiceService$$SpringCGLIB$$0.charge(<generated>)",
      "org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse(QueryExecutorImpl.java:2733)"
    };
    for (int i = 0; i < frames; i++) {
      text.append("\tat ").append(packages[i % packages.length]).append('\n');
    }
    return text.toString();
  }

  public static void main(String[] arguments) {
    String message =
        "Connection to db.example.org:5432 refused for order 4711 of 2026-01-01T02:00:00Z after 30000"
            + " ms (3).";
    String secret = "cannot log in to jdbc:postgresql://app:S3cret@db/x with password=S3cret and"
            + " card 4111111111111111";
    System.out.println("| text | characters | CPU, median | least |\n|---|---|---|---|");
    UnaryOperator<String> redactor = Redactor.builtIn();
    row("a job's name", "nightly-invoice", redactor);
    row("a run's id", "8f3a91c2-1111-4222-8333-444455556666", redactor);
    row("an ordinary message", message, redactor);
    row("a message with secrets", secret, redactor);
    row("a stack trace of 60 frames", trace(60, message), redactor);
    row("the same with secrets", trace(60, secret), redactor);
  }

  private static void row(String name, String text, UnaryOperator<String> redactor) {
    double[] micros = new double[ROUNDS];
    for (int round = -3; round < ROUNDS; round++) {
      long count = 0;
      long start = THREADS.getCurrentThreadCpuTime();
      long end = start;
      while (end - start < ROUND_NANOS) {
        for (int i = 0; i < BATCH; i++) {
          // why: an equal text that is not the same, as each run has its own
          sink += redactor.apply(new String(text)).length();
        }
        count += BATCH;
        end = THREADS.getCurrentThreadCpuTime();
      }
      if (round >= 0) {
        micros[round] = (end - start) / 1000.0 / count;
      }
    }
    Arrays.sort(micros);
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %.2f us | %.2f us |%n",
        name,
        text.length(),
        micros[ROUNDS / 2],
        micros[0]);
  }
}
