package io.batchmon.agent;

import com.sun.management.ThreadMXBean;
import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Redactor;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.propagation.Propagation;
import io.batchmon.agent.run.Clock;
import io.batchmon.agent.run.Runs;
import io.batchmon.agent.telemetry.Telemetry;
import io.batchmon.job.HttpCalls;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunListener;
import io.batchmon.job.RunResult;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What a request and a call cost in the thread of the application; prints a table. */
public final class RequestBenchmark {
  private static final int ROUNDS = 15;
  private static final int A_ROUND = 20_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final JobName GET = JobName.of("http", "GET");

  private static String[] headers = new String[0];
  private static int sink;

  private interface Work {
    void once();
  }

  private RequestBenchmark() {}

  /** With the URL of a collector, what is counted is sent there. */
  public static void main(String[] args) {
    Map<String, Settings.Value> values = new HashMap<>();
    put(values, "otel.exporter.otlp.endpoint", collector(args));
    put(values, "otel.service.name", "benchmark");
    Settings settings = new Settings(values, AgentLog.to(System.err));
    Telemetry telemetry =
        new Telemetry(settings, settings.log(), Clock.SYSTEM, Redactor.of(settings));
    Runs runs =
        new Runs(
            Clock.SYSTEM,
            Collections.singletonList(telemetry),
            (name, failure) -> failure.printStackTrace());
    runs.propagate(Propagation.of(settings));
    telemetry.whenMeasurable(runs::measure);
    JobRuns.listen(new Listener(runs));
    telemetry.start();

    System.out.println("| in the thread of the application | ns | bytes |");
    System.out.println("|---|---|---|");
    int names = JobRuns.incomingHeaders().length;
    headers = new String[names];
    measure("request without a caller", RequestBenchmark::request);
    headers[0] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    measure("request with traceparent", RequestBenchmark::request);
    headers[1] = "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7";
    headers[2] = "tenant=acme,user=7";
    measure("the same with tracestate and baggage", RequestBenchmark::request);
    headers = new String[names];
    headers[3] = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    measure("request with X-Amzn-Trace-Id", RequestBenchmark::request);
    OpenRun around = JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("main", "benchmark")));
    measure("call in a job, with its headers", RequestBenchmark::call);
    measure("its headers alone", () -> sink += JobRuns.outgoingHeaders(around).length);
    JobRuns.end(around, RunResult.succeeded());
    if (sink == 42) {
      System.out.println();
    }
  }

  private static String collector(String[] args) {
    return args.length > 0 && args[0].startsWith("http") ? args[0] : "http://127.0.0.1:1";
  }

  private static void put(Map<String, Settings.Value> values, String name, String value) {
    values.put(name, new Settings.Value(value, "benchmark"));
  }

  private static void request() {
    OpenRun run =
        JobRuns.begin(
            JobRun.builder(RunKind.REQUEST, GET)
                .headers(headers)
                .attribute("http.request.method", "GET")
                .attribute("url.scheme", "http")
                .attribute("url.path", "/orders/7")
                .build());
    JobRuns.end(
        run,
        RunResult.succeeded()
            .withAttribute("http.route", "/orders/{id}")
            .withAttribute("http.response.status_code", 200));
  }

  private static void call() {
    OpenRun call = HttpCalls.begin("GET", "http://pay.example/pay?card=1");
    sink += JobRuns.outgoingHeaders(call).length;
    HttpCalls.end(call, 200, 0, null);
  }

  private static void measure(String what, Work work) {
    long thread = Thread.currentThread().getId();
    double[] nanos = new double[ROUNDS];
    double[] bytes = new double[ROUNDS];
    for (int round = -ROUNDS; round < ROUNDS; round++) {
      long allocated = THREADS.getThreadAllocatedBytes(thread);
      long cpu = THREADS.getCurrentThreadCpuTime();
      for (int i = 0; i < A_ROUND; i++) {
        work.once();
      }
      if (round >= 0) {
        nanos[round] = (THREADS.getCurrentThreadCpuTime() - cpu) / (double) A_ROUND;
        bytes[round] = (THREADS.getThreadAllocatedBytes(thread) - allocated) / (double) A_ROUND;
      }
    }
    Arrays.sort(nanos);
    Arrays.sort(bytes);
    System.out.println(
        String.format(
            Locale.ROOT, "| %s | %.0f | %.0f |", what, nanos[ROUNDS / 2], bytes[ROUNDS / 2]));
  }

  private static final class Listener implements RunListener {
    private final Runs runs;

    Listener(Runs runs) {
      this.runs = runs;
    }

    @Override
    public OpenRun started(JobRun run, Object owner, OpenRun parent) {
      return runs.begin(run, owner, parent);
    }

    @Override
    public OpenRun open(Object owner, boolean inAnyThread) {
      return runs.open(owner, inAnyThread);
    }

    @Override
    public OpenRun current() {
      return runs.current();
    }

    @Override
    public void stopRequested(JobName name, String instanceId, boolean requested) {}

    @Override
    public void missed(JobName name, long scheduledMillis, String reason) {}

    @Override
    public String[] incomingHeaders() {
      return runs.incomingHeaders();
    }

    @Override
    public String[] outgoingHeaders(OpenRun run) {
      return runs.outgoingHeaders(run);
    }

    @Override
    public void adviceFailed(String hook, Throwable failure) {
      failure.printStackTrace();
    }
  }
}
