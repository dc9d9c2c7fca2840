package io.batchmon.instrumentation.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Consumer;
import com.rabbitmq.client.ExceptionHandler;
import com.rabbitmq.client.TopologyRecoveryException;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer throws is told to nobody but the connection's exception handler: asked for that,
 * the task of a delivery is given one which remembers the exception first. No other caller is.
 */
public final class ThrownAdvice implements ExceptionHandler {
  private static final String TASK = "com.rabbitmq.client.impl.ConsumerDispatcher$";
  private static final int CALLER = 2;

  private final OpenRun run;
  private final ExceptionHandler handler;

  private ThrownAdvice(OpenRun run, ExceptionHandler handler) {
    this.run = run;
    this.handler = handler;
  }

  public static @Nullable ExceptionHandler exit(
      Object connection, @Nullable ExceptionHandler handler, @Nullable Throwable thrown) {
    OpenRun run = handler == null ? null : JobRuns.current();
    if (run == null || run.kind() != RunKind.REQUEST) {
      return handler;
    }
    StackTraceElement[] stack = new Throwable().getStackTrace();
    return handler != null && stack.length > CALLER && stack[CALLER].getClassName().startsWith(TASK)
        ? new ThrownAdvice(run, handler)
        : handler;
  }

  @Override
  public void handleConsumerException(
      Channel channel, Throwable thrown, Consumer consumer, String consumerTag, String method) {
    JobRuns.note(run, thrown);
    handler.handleConsumerException(channel, thrown, consumer, consumerTag, method);
  }

  @Override
  public void handleUnexpectedConnectionDriverException(Connection connection, Throwable thrown) {
    handler.handleUnexpectedConnectionDriverException(connection, thrown);
  }

  @Override
  public void handleReturnListenerException(Channel channel, Throwable thrown) {
    handler.handleReturnListenerException(channel, thrown);
  }

  @Override
  public void handleConfirmListenerException(Channel channel, Throwable thrown) {
    handler.handleConfirmListenerException(channel, thrown);
  }

  @Override
  public void handleBlockedListenerException(Connection connection, Throwable thrown) {
    handler.handleBlockedListenerException(connection, thrown);
  }

  @Override
  public void handleConnectionRecoveryException(Connection connection, Throwable thrown) {
    handler.handleConnectionRecoveryException(connection, thrown);
  }

  @Override
  public void handleChannelRecoveryException(Channel channel, Throwable thrown) {
    handler.handleChannelRecoveryException(channel, thrown);
  }

  @Override
  public void handleTopologyRecoveryException(
      Connection connection, Channel channel, TopologyRecoveryException thrown) {
    handler.handleTopologyRecoveryException(connection, channel, thrown);
  }
}
