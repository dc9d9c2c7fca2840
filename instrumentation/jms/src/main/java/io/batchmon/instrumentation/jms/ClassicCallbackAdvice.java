package io.batchmon.instrumentation.jms;

import io.batchmon.job.JmsMessages;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import java.io.IOException;
import org.apache.activemq.AsyncCallback;
import org.apache.activemq.command.Message;
import org.jspecify.annotations.Nullable;

/**
 * The callback that is told what became of a message, in ActiveMQ's thread; it calls the
 * application's for the run that sent. Serves both namespaces: of the two methods, the driver's
 * interface has one, and the other is never looked into.
 */
public final class ClassicCallbackAdvice implements AsyncCallback {
  private final OpenRun call;
  private final @Nullable OpenRun around;
  private final AsyncCallback callback;

  private ClassicCallbackAdvice(OpenRun call, @Nullable OpenRun around, AsyncCallback callback) {
    this.call = call;
    this.around = around;
    this.callback = callback;
  }

  public static @Nullable Object enter(
      Object connection, Object command, @Nullable AsyncCallback callback) throws IOException {
    if (callback == null || !(command instanceof Message)) {
      return null;
    }
    OpenRun call = JobRuns.current();
    if (call == null || call.kind() != RunKind.CALL) {
      return null;
    }
    Message message = (Message) command;
    String[] headers = JobRuns.outgoingHeaders(call);
    for (int i = 0; i < headers.length; i += 2) {
      String name = JmsMessages.property(headers[i]);
      if (message.getProperty(name) == null) {
        message.setProperty(name, headers[i + 1]);
        message.setMarshalledProperties(null);
      }
    }
    call.leave();
    return new ClassicCallbackAdvice(call, JobRuns.current(), callback);
  }

  @Override
  public void onSuccess() {
    JmsMessages.end(call, null);
    Object before = JobRuns.attach(around);
    try {
      callback.onSuccess();
    } finally {
      JobRuns.restore(before);
    }
  }

  @Override
  public void onException(jakarta.jms.JMSException failure) {
    // why: that it is a Throwable, the verifier would look up, and it may not be there
    Object told = failure;
    JmsMessages.end(call, (Throwable) told);
    Object before = JobRuns.attach(around);
    try {
      callback.onException(failure);
    } finally {
      JobRuns.restore(before);
    }
  }

  public void onException(javax.jms.JMSException failure) {
    // why: that it is a Throwable, the verifier would look up, and it may not be there
    Object told = failure;
    JmsMessages.end(call, (Throwable) told);
    Object before = JobRuns.attach(around);
    try {
      ((javax.jms.ExceptionListener) (Object) callback).onException(failure);
    } finally {
      JobRuns.restore(before);
    }
  }
}
