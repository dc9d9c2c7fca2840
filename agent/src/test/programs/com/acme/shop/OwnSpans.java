package com.acme.shop;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * An application that records spans of its own, in a job, in a part of it that is launched by hand
 * and outside of both, and prints each with its trace and its parent.
 */
public class OwnSpans {
  static class Printing implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      for (SpanData span : spans) {
        System.out.println(
            span.getName()
                + ' '
                + span.getTraceId()
                + ' '
                + span.getSpanId()
                + ' '
                + span.getParentSpanId());
      }
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  static void record(String name, Runnable inside) {
    Tracer tracer = GlobalOpenTelemetry.getTracer("shop");
    Span span = tracer.spanBuilder(name).startSpan();
    Scope scope = span.makeCurrent();
    try {
      inside.run();
    } finally {
      scope.close();
      span.end();
    }
  }

  public static class Settlement {
    public void run() {
      record("settling", () -> {});
    }
  }

  static class Order implements Runnable {
    @Override
    public void run() {
      record("ordering", () -> {});
      record("handing", () -> new Settlement().run());
    }
  }

  public static void main(String[] args) throws Exception {
    GlobalOpenTelemetry.set(
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(new Printing()))
                    .build())
            .build());
    Thread thread = new Thread(() -> record("outside", () -> new Settlement().run()));
    thread.start();
    thread.join();
    ScheduledExecutorService pool = Executors.newSingleThreadScheduledExecutor();
    pool.scheduleAtFixedRate(new Order(), 0, 1, TimeUnit.DAYS);
    // why: the pool's only thread takes this up when it is done with the order
    pool.submit(() -> {}).get();
    pool.shutdownNow();
    System.out.println("root " + (Context.current() == Context.root()));
  }
}
