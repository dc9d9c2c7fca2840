package io.batchmon.instrumentation.grpc;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/** gRPC 1.30 to 1.83: one CALL from the start of a call, after interceptors, to its status. */
public final class GrpcInstrumentation implements JobInstrumentation {
  private static final String CALL = "io.grpc.internal.ClientCallImpl";
  private static final String DELAYED = "io.grpc.internal.DelayedClientCall";
  private static final String LISTENER = "io.grpc.ClientCall$Listener";
  private static final String METADATA = "io.grpc.Metadata";

  @Override
  public String name() {
    return "grpc";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on(CALL)
            .method("start", LISTENER, METADATA)
            .field("method", "io.grpc.MethodDescriptor")
            .lazily()
            .advice(StartAdvice.class),
        Hook.on(CALL)
            .method("startInternal", LISTENER, METADATA)
            .replacingArgument(1)
            .lazily()
            .advice(HeadersAdvice.class),
        Hook.on(CALL)
            .method("closeObserver", LISTENER, "io.grpc.Status", METADATA)
            .field("cancelCalled", "boolean")
            .field("context", "io.grpc.Context")
            .lazily()
            .advice(CloseAdvice.class),
        Hook.on(DELAYED)
            .method("start", LISTENER, METADATA)
            .lazily()
            .advice(DelayedStartAdvice.class),
        Hook.on(DELAYED)
            .method("internalStart", LISTENER)
            .optional()
            .lazily()
            .advice(DrainAdvice.class),
        Hook.on(DELAYED).method("drainPendingCalls").lazily().advice(DrainAdvice.class));
  }
}
