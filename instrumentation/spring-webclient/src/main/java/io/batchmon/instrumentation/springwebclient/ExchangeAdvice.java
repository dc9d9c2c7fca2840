package io.batchmon.instrumentation.springwebclient;

import io.batchmon.job.HttpCalls;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * What a run gets instead of an exchange: the same exchange, whose calls begin when it is
 * subscribed to, and whose signals arrive in the run. An object of this class is either that, or
 * the subscriber to one call; advice is one class.
 */
public final class ExchangeAdvice extends Mono<ClientResponse>
    implements CoreSubscriber<ClientResponse>, Subscription {
  /** Takes a response, returns its status; null in a version that batchmon does not know. */
  private static final @Nullable MethodHandle STATUS = status();

  private final @Nullable Mono<ClientResponse> exchange;
  private final ClientRequest request;
  private final OpenRun around;
  private final @Nullable OpenRun call;
  private final @Nullable CoreSubscriber<? super ClientResponse> caller;
  private @Nullable Subscription subscription;

  private ExchangeAdvice(
      @Nullable Mono<ClientResponse> exchange,
      ClientRequest request,
      OpenRun around,
      @Nullable OpenRun call,
      @Nullable CoreSubscriber<? super ClientResponse> caller) {
    this.exchange = exchange;
    this.request = request;
    this.around = around;
    this.call = call;
    this.caller = caller;
  }

  public static @Nullable Mono<ClientResponse> exit(
      Object function,
      ClientRequest request,
      @Nullable Mono<ClientResponse> exchange,
      @Nullable Throwable thrown) {
    OpenRun around = exchange == null ? null : JobRuns.current();
    return around == null || around.kind() == RunKind.CALL
        ? exchange
        : new ExchangeAdvice(exchange, request, around, null, null);
  }

  @Override
  public void subscribe(CoreSubscriber<? super ClientResponse> actual) {
    Mono<ClientResponse> source = exchange;
    if (source == null) {
      return;
    }
    OpenRun here = JobRuns.current();
    OpenRun parent = here == null || here.kind() == RunKind.CALL ? around : here;
    Object before = JobRuns.attach(parent);
    OpenRun begun = HttpCalls.begin(request.method().name(), request.url().toString());
    try {
      if (begun == null) {
        source.subscribe(actual);
      } else {
        JobRuns.note(request, begun);
        source.subscribe(new ExchangeAdvice(null, request, parent, begun, actual));
      }
    } finally {
      if (begun != null) {
        begun.leave();
      }
      JobRuns.restore(before);
    }
  }

  @Override
  public Context currentContext() {
    return caller == null ? Context.empty() : caller.currentContext();
  }

  @Override
  public void onSubscribe(Subscription upstream) {
    subscription = upstream;
    if (caller != null) {
      caller.onSubscribe(this);
    }
  }

  @Override
  public void onNext(ClientResponse response) {
    HttpCalls.end(call, statusOf(response), 0, null);
    Object before = JobRuns.attach(around);
    try {
      if (caller != null) {
        caller.onNext(response);
      }
    } finally {
      JobRuns.restore(before);
    }
  }

  @Override
  public void onError(Throwable failure) {
    HttpCalls.end(call, 0, 0, failure);
    Object before = JobRuns.attach(around);
    try {
      if (caller != null) {
        caller.onError(failure);
      }
    } finally {
      JobRuns.restore(before);
    }
  }

  @Override
  public void onComplete() {
    HttpCalls.end(call, 0, 0, null);
    Object before = JobRuns.attach(around);
    try {
      if (caller != null) {
        caller.onComplete();
      }
    } finally {
      JobRuns.restore(before);
    }
  }

  @Override
  public void request(long count) {
    if (subscription != null) {
      subscription.request(count);
    }
  }

  @Override
  public void cancel() {
    JobRuns.end(call, RunResult.stopped("cancelled"));
    if (subscription != null) {
      subscription.cancel();
    }
  }

  private static int statusOf(ClientResponse response) {
    try {
      return STATUS == null ? 0 : (int) STATUS.invokeExact(response);
    } catch (Throwable failure) {
      return 0;
    }
  }

  // why: Spring 6 moved the type of the status, and its int went away with Spring 7
  private static @Nullable MethodHandle status() {
    try {
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      Method getter = ClientResponse.class.getMethod("statusCode");
      MethodHandle status = lookup.unreflect(getter);
      MethodHandle value = lookup.unreflect(getter.getReturnType().getMethod("value"));
      return MethodHandles.filterReturnValue(status, value)
          .asType(MethodType.methodType(int.class, ClientResponse.class));
    } catch (ReflectiveOperationException | RuntimeException failure) {
      return null;
    }
  }
}
