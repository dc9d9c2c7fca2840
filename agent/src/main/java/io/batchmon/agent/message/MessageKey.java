package io.batchmon.agent.message;

import io.batchmon.job.JobRun;
import io.batchmon.job.RunResult;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What messages have in common that are counted together. Immutable. */
public final class MessageKey {
  private static final String SYSTEM = "messaging.system";
  private static final String TYPE = "messaging.operation.type";
  private static final String OPERATION = "messaging.operation.name";
  private static final String DESTINATION = "messaging.destination.name";

  private final String system;
  private final String type;
  private final String operation;
  private final @Nullable String destination;

  /**
   * Names by OpenTelemetry's conventions.
   *
   * @param type send, receive or settle
   * @param destination null where there are several
   */
  public MessageKey(String system, String type, String operation, @Nullable String destination) {
    this.system = system;
    this.type = type;
    this.operation = operation;
    this.destination = destination;
  }

  /** Of a call; null if that is none with messages. */
  public static @Nullable MessageKey of(JobRun call) {
    String system = null;
    String operation = null;
    String type = null;
    String destination = null;
    for (int i = 0; i < call.attributeCount(); i++) {
      String name = call.attributeName(i);
      if (name.equals(SYSTEM)) {
        system = call.attributeValue(i).toString();
      } else if (name.equals(TYPE)) {
        type = call.attributeValue(i).toString();
      } else if (name.equals(OPERATION)) {
        operation = call.attributeValue(i).toString();
      } else if (name.equals(DESTINATION)) {
        destination = call.attributeValue(i).toString();
      }
    }
    if (system == null || type == null) {
      return null;
    }
    return new MessageKey(system, type, operation == null ? type : operation, destination);
  }

  /** How many a call was that does not say: one, or none where it failed to receive any. */
  public static long messages(JobRun call, RunResult result) {
    MessageKey key = result.outcome().isError() ? of(call) : null;
    return key != null && key.isReceived() ? 0 : 1;
  }

  public String system() {
    return system;
  }

  /** As the system calls it. */
  public String operation() {
    return operation;
  }

  /** The same in one of few words: send, receive, or settle. */
  public String type() {
    return type;
  }

  /** Whether messages came to the run. */
  public boolean isReceived() {
    return type.equals("receive");
  }

  /** Whether the run sent messages. */
  public boolean isSent() {
    return type.equals("send");
  }

  public @Nullable String destination() {
    return destination;
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(destination) * 31 + operation.hashCode();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MessageKey
        && operation.equals(((MessageKey) other).operation)
        && system.equals(((MessageKey) other).system)
        && Objects.equals(destination, ((MessageKey) other).destination);
  }

  @Override
  public String toString() {
    return destination == null ? operation : operation + ' ' + destination;
  }
}
