package io.batchmon.instrumentation.grpc;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server that answers what it was asked, and keeps the traceparent that came with it. */
final class OrdersServer implements AutoCloseable {
  static final Metadata.Key<String> TRACE_PARENT =
      Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);
  static final MethodDescriptor<String, String> FIND =
      MethodDescriptor.<String, String>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("shop.Orders/Find")
          .setRequestMarshaller(new Text())
          .setResponseMarshaller(new Text())
          .build();

  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
  private final Server server;

  OrdersServer() throws IOException {
    server =
        NettyServerBuilder.forPort(0)
            .addService(
                ServerServiceDefinition.builder("shop.Orders")
                    .addMethod(FIND, ServerCalls.asyncUnaryCall(this::answer))
                    .build())
            .intercept(new Keeping())
            .build()
            .start();
  }

  private void answer(String question, StreamObserver<String> answers) {
    asked.add(question);
    if (question.equals("bad")) {
      answers.onError(Status.INVALID_ARGUMENT.withDescription("No such day").asException());
    } else if (question.equals("gone")) {
      answers.onError(Status.CANCELLED.asException());
    } else if (!question.equals("slow")) {
      answers.onNext(question);
      answers.onCompleted();
    }
  }

  int port() {
    return server.getPort();
  }

  /** The traceparent of the next request, or "none". */
  String take() throws InterruptedException {
    String next = received.poll(30, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no request came");
    }
    return next;
  }

  void awaitQuestion() throws InterruptedException {
    if (asked.poll(30, TimeUnit.SECONDS) == null) {
      throw new AssertionError("no question came");
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private final class Keeping implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      String traceParent = headers.get(TRACE_PARENT);
      received.add(traceParent == null ? "none" : traceParent);
      return next.startCall(call, headers);
    }
  }

  private static final class Text implements MethodDescriptor.Marshaller<String> {
    @Override
    public InputStream stream(String value) {
      return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String parse(InputStream stream) {
      try {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }
}
