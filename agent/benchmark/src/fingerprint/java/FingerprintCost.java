import io.batchmon.agent.alert.Fingerprint;
import io.batchmon.agent.run.FailureText;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;

/** What a failure costs before anything is decided about it. Run by fingerprint.sh. */
public final class FingerprintCost {
  private static final int FRAMES = 60;
  private static final int ROUNDS = 40_000;
  private static final int KEPT = 100_000;
  private static final String JOB = "com.acme.billing.NightlyInvoice";

  private FingerprintCost() {}

  /** Prints Markdown. */
  public static void main(String[] arguments) {
    Throwable failure = failure();
    FailureText text = FailureText.of(failure);
    System.out.println(
        "| 3 causes of " + FRAMES + " frames | median | 99th percentile | bytes allocated |");
    System.out.println("|---|---|---|---|");
    for (int warmUp = 0; warmUp < 3; warmUp++) {
      time(() -> FailureText.of(failure).causes().size());
      time(() -> Fingerprint.of(text, JOB).toString().length());
    }
    print("read, in the job's thread", () -> FailureText.of(failure).causes().size());
    print("fingerprint, in the alert thread", () -> Fingerprint.of(text, JOB).toString().length());
    System.out.printf(
        Locale.ROOT, "%n%d bytes of heap for each fingerprint that is kept%n", kept(text));
  }

  private static Throwable failure() {
    Throwable root =
        new SQLException(
            "Connection to orders-db-7.prod.acme.com:5432 refused after 1500ms, order 4711",
            "08001");
    root.setStackTrace(stack("org.postgresql.core.v3.ConnectionFactoryImpl"));
    Throwable middle = new IllegalStateException("Failed to obtain JDBC Connection", root);
    middle.setStackTrace(stack("org.springframework.jdbc.datasource.DataSourceUtils"));
    Throwable outer = new IllegalStateException("Invoice run 2026-01-31 failed", middle);
    outer.setStackTrace(stack("com.acme.billing.InvoiceLoader$$EnhancerBySpringCGLIB$$1a2b3c"));
    return outer;
  }

  /** A third of it libraries, then proxies, lambdas, the application and what called it. */
  private static StackTraceElement[] stack(String first) {
    StackTraceElement[] frames = new StackTraceElement[FRAMES];
    for (int i = 0; i < FRAMES; i++) {
      String type =
          i < 20
              ? first
              : i % 3 == 0
                  ? "org.springframework.aop.framework.CglibAopProxy$CglibMethodInvocation"
                  : i % 3 == 1
                      ? "com.acme.billing.Part" + i + "$$SpringCGLIB$$0"
                      : "jdk.internal.reflect.DirectMethodHandleAccessor";
      frames[i] = new StackTraceElement(type, "lambda$load$" + i, "Part.java", i);
    }
    return frames;
  }

  private interface Work {
    int run();
  }

  private static void print(String name, Work work) {
    long[] nanos = time(work);
    Arrays.sort(nanos);
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    int sum = 0;
    for (int i = 0; i < 1000; i++) {
      sum += work.run();
    }
    long bytes = (threads.getThreadAllocatedBytes(thread) - before) / 1000;
    System.out.printf(
        Locale.ROOT,
        "| %s | %.1f us | %.1f us | %d |%n",
        name,
        nanos[nanos.length / 2] / 1000.0,
        nanos[nanos.length * 99 / 100] / 1000.0,
        sum == 0 ? 0 : bytes);
  }

  private static long[] time(Work work) {
    long[] nanos = new long[ROUNDS];
    int sum = 0;
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      sum += work.run();
      nanos[i] = System.nanoTime() - start;
    }
    return sum == 0 ? new long[ROUNDS] : nanos;
  }

  private static long kept(FailureText text) {
    Fingerprint[] kept = new Fingerprint[KEPT];
    long before = used();
    for (int i = 0; i < KEPT; i++) {
      kept[i] = Fingerprint.of(text, JOB);
    }
    long bytes = (used() - before) / KEPT;
    return kept[KEPT - 1] == null ? 0 : bytes;
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
