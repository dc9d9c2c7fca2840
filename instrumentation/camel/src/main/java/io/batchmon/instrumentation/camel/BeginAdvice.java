package io.batchmon.instrumentation.camel;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.RunKind;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Called for every exchange when its unit of work was begun; nearly all of them are messages, not
 * firings of a schedule.
 */
public final class BeginAdvice {
  private static final String TIMER = "org.apache.camel.component.timer.TimerEndpoint";
  private static final String SCHEDULER = "org.apache.camel.component.scheduler.SchedulerEndpoint";

  private static final String GENERATED = "route";

  private BeginAdvice() {}

  public static void exit(
      Object step, Exchange exchange, @Nullable Object unit, @Nullable Throwable thrown) {
    Endpoint from = unit == null ? null : exchange.getFromEndpoint();
    if (from == null) {
      return;
    }
    String type = from.getClass().getName();
    if (!TIMER.equals(type) && !SCHEDULER.equals(type)) {
      return;
    }
    // why: an exchange split off a firing has a unit of work of its own; and the compiler's bridge
    // to the method is woven as well
    if (exchange.getProperty("CamelCorrelationId") != null || JobRuns.noted(exchange) != null) {
      return;
    }
    String source = source(from.getEndpointUri());
    String route = exchange.getFromRouteId();
    JobRun.Builder run =
        JobRun.builder(
                RunKind.JOB,
                JobName.of("camel", route == null || isGenerated(route) ? source : route))
            .byScheduler()
            .instanceId(exchange.getExchangeId())
            .trigger(source);
    Object due = JobRuns.noted(from);
    if (due instanceof Object[]) {
      Object[] noted = (Object[]) due;
      run.scheduledMillis((Long) noted[0]).nextMillis((Long) noted[1]).schedule((String) noted[2]);
    }
    JobRuns.note(exchange, JobRuns.begin(run.build()));
  }

  /** {@code timer:nightly} of {@code timer://nightly?period=60000}. */
  private static String source(String uri) {
    int end = uri.indexOf('?');
    String source = end < 0 ? uri : uri.substring(0, end);
    int slashes = source.indexOf("://");
    return slashes < 0
        ? source
        : source.substring(0, slashes + 1) + source.substring(slashes + "://".length());
  }

  /** Camel counts the routes that were given no id. */
  private static boolean isGenerated(String route) {
    if (!route.startsWith(GENERATED) || route.length() == GENERATED.length()) {
      return false;
    }
    for (int i = GENERATED.length(); i < route.length(); i++) {
      if (!Character.isDigit(route.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
