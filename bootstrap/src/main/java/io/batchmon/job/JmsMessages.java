package io.batchmon.job;

import org.jspecify.annotations.Nullable;

/**
 * How advice of JMS drivers and containers tells of messages: under which names, and how a trace
 * travels in their properties. Knows neither {@code javax.jms} nor {@code jakarta.jms}. No method
 * throws.
 */
public final class JmsMessages {
  /** Of the names of such runs. */
  public static final String SYSTEM = "jms";

  // why: names of properties are Java identifiers; OpenTelemetry writes headers like this, too
  private static final String DASH = "__dash__";

  private static final int LENGTH_OF_LINK = 55;
  private static final int LONGEST_HEADER = 8192;

  private JmsMessages() {}

  /** The name of the property for a header of {@link JobRuns#outgoingHeaders}. */
  public static String property(String header) {
    return header.indexOf('-') < 0 ? header : header.replace("-", DASH);
  }

  /**
   * Puts the value of a property where the header belongs that it stands for, if it does.
   *
   * @param headers as many as there are {@link JobRuns#incomingHeaders}
   */
  public static void read(@Nullable String property, @Nullable Object value, String[] headers) {
    if (property == null
        || !(value instanceof String)
        || ((String) value).length() > LONGEST_HEADER) {
      return;
    }
    String[] names = JobRuns.incomingHeaders();
    String header = property.indexOf('_') < 0 ? property : property.replace(DASH, "-");
    for (int i = 0; i < names.length && i < headers.length; i++) {
      // why: over HTTP case means nothing, so senders differ in it
      if (names[i].equalsIgnoreCase(header)) {
        headers[i] = (String) value;
      }
    }
  }

  /** Whether a call that begins now in the calling thread is one to be told of. */
  public static boolean isInRun() {
    OpenRun around = JobRuns.current();
    return around != null && around.kind() != RunKind.CALL;
  }

  /**
   * A message is being sent by the calling thread.
   *
   * @param destination null where nobody knows
   * @return null where nothing is to be recorded
   */
  public static @Nullable OpenRun send(@Nullable String destination, boolean isTemporary) {
    if (!isInRun()) {
      return null;
    }
    return begun(builder(RunKind.CALL, "send", destination, isTemporary, null));
  }

  /**
   * A message was received by the calling thread, which had waited for it.
   *
   * @param beganNanos what {@link System#nanoTime} was before
   * @param trace the property {@code traceparent} of the message, or null
   * @param failure what was thrown instead, or null
   */
  public static void received(
      long beganNanos,
      @Nullable String destination,
      boolean isTemporary,
      @Nullable String messageId,
      @Nullable Object trace,
      @Nullable Throwable failure) {
    JobRun.Builder receive =
        builder(RunKind.CALL, "receive", destination, isTemporary, messageId)
            .agoNanos(System.nanoTime() - beganNanos);
    if (trace instanceof String && ((String) trace).length() == LENGTH_OF_LINK) {
      receive.links((String) trace);
    }
    end(begun(receive), failure);
  }

  /**
   * A message is given to a listener in the calling thread.
   *
   * @param headers as {@link #read} has filled them
   * @param delivery the property {@code JMSXDeliveryCount}, or null
   * @return null where nothing is to be recorded
   */
  public static @Nullable OpenRun process(
      @Nullable String destination,
      boolean isTemporary,
      @Nullable String messageId,
      String[] headers,
      @Nullable Object delivery) {
    return begun(
        builder(RunKind.REQUEST, "process", destination, isTemporary, messageId)
            .headers(headers)
            .attempt(delivery instanceof Number ? ((Number) delivery).intValue() : 1));
  }

  /** Of what {@link #send} and {@link #process} began; null is ignored. */
  public static void end(@Nullable OpenRun run, @Nullable Throwable failure) {
    if (run != null) {
      JobRuns.end(run, failure == null ? RunResult.succeeded() : RunResult.failed(failure));
    }
  }

  private static JobRun.Builder builder(
      RunKind kind,
      String operation,
      @Nullable String destination,
      boolean isTemporary,
      @Nullable String messageId) {
    // why: temporary destinations are as many as there are clients
    String name = isTemporary ? "(temporary)" : destination;
    JobRun.Builder run =
        JobRun.builder(kind, JobName.of(SYSTEM, name == null ? operation : operation + ' ' + name))
            .attributes(
                "messaging.system", SYSTEM,
                "messaging.operation.type", operation,
                "messaging.operation.name", operation);
    if (isTemporary) {
      run.attribute("messaging.destination.temporary", true);
    } else {
      run.attribute("messaging.destination.name", destination);
    }
    return run.attribute("messaging.message.id", messageId);
  }

  private static @Nullable OpenRun begun(JobRun.Builder run) {
    OpenRun begun = JobRuns.begin(run.build());
    return begun == OpenRun.NONE ? null : begun;
  }
}
