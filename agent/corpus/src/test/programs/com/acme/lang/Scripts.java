package com.acme.lang;

import corpus.Env;
import corpus.Job;
import groovy.lang.GroovyShell;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Groovy, lambdas, inner classes, futures, initialisers. */
public class Scripts implements Job {
  // @insert

  /** Cannot be initialised. */
  static final class Rates {
    static final int VALUE = Integer.parseInt("rate");

    private Rates() {}
  }

  /** Nor can this. */
  static final class Codes {
    static final Object VALUE = Arrays.asList("a").get(3);

    private Codes() {}
  }

  private enum Mode {
    FAST {
      @Override
      void go(String id) {
        throw new UnsupportedOperationException("fast " + id);
      }
    },
    SLOW {
      @Override
      void go(String id) {
        throw new UnsupportedOperationException("slow " + id);
      }
    };

    abstract void go(String id);
  }

  @Override
  public String[] bugs() {
    return new String[] {
      "groovy-throw",
      "lambda",
      "groovy-no-property",
      "groovy-no-method",
      "groovy-syntax",
      "groovy-closure",
      "groovy-null",
      "nested-lambda",
      "method-reference",
      "function-composed",
      "anonymous",
      "inner-private",
      "init-rates",
      "init-codes",
      "future-timeout",
      "future-cancelled",
      "parallel",
      "parallel-2",
      "enum-body",
      "recursion",
      "callable",
      "all-of",
      "suppressed",
      "bounded",
      "constructor",
      "static-nested",
      "assertion",
      "thread-state",
      "wait",
      "janino",
    };
  }

  @Override
  public void run(String bug, Env env) throws Exception {
    switch (bug) {
      case "groovy-throw":
        groovy("throw new IllegalStateException('no " + env.id() + "')");
        break;
      case "groovy-no-property":
        groovy("def x = 1\nreturn y" + env.id() + " + x");
        break;
      case "groovy-no-method":
        groovy("'a'.shout" + env.id() + "()");
        break;
      case "groovy-syntax":
        groovy("def x = ((" + env.id());
        break;
      case "groovy-closure":
        groovy("[1, 2].each { it.intdiv(0) }");
        break;
      case "groovy-null":
        groovy("def x = null\nx.length()");
        break;
      case "lambda":
        apply(text -> Integer.parseInt(text), "l" + env.id());
        break;
      case "nested-lambda":
        apply(text -> IntStream.range(0, 1).map(i -> Integer.parseInt(text)).sum(), "n" + env.id());
        break;
      case "method-reference":
        apply(Integer::valueOf, "m" + env.id());
        break;
      case "function-composed":
        apply(
            Function.<String>identity().andThen(String::trim).andThen(this::amount),
            "f" + env.id());
        break;
      case "anonymous":
        apply(
            new Function<String, Object>() {
              @Override
              public Object apply(String text) {
                return Integer.parseInt(text);
              }
            },
            "a" + env.id());
        break;
      case "inner-private":
        new Inner().go(env.id());
        break;
      case "init-rates":
        env.file(String.valueOf(Rates.VALUE));
        break;
      case "init-codes":
        env.file(String.valueOf(Codes.VALUE));
        break;
      case "future-timeout":
        new CompletableFuture<String>().get(10, TimeUnit.MILLISECONDS);
        break;
      case "future-cancelled":
        CompletableFuture<String> cancelled = new CompletableFuture<>();
        cancelled.cancel(true);
        cancelled.get();
        break;
      case "parallel":
        IntStream.range(0, 100).parallel().forEach(i -> check(i + " " + env.number()));
        break;
      case "parallel-2":
        IntStream.range(0, 100).parallel().map(i -> verify(i + " " + env.number())).sum();
        break;
      case "enum-body":
        (env.flag() ? Mode.FAST : Mode.FAST).go(env.id());
        break;
      case "recursion":
        visit(3 + env.number() % 20, env.id());
        break;
      case "callable":
        ExecutorService pool = Executors.newFixedThreadPool(1);
        try {
          pool.submit((Callable<Object>) () -> amount("c" + env.id())).get();
        } finally {
          pool.shutdownNow();
        }
        break;
      case "all-of":
        CompletableFuture.allOf(CompletableFuture.supplyAsync(() -> amount("w" + env.id()))).join();
        break;
      case "suppressed":
        try (AutoCloseable closed =
            () -> {
              throw new IllegalStateException("close " + env.id());
            }) {
          throw new IllegalArgumentException("body " + env.id());
        }
      case "bounded":
        new java.util.concurrent.ArrayBlockingQueue<String>(1)
            .addAll(Arrays.asList("a", "b", env.id()));
        break;
      case "constructor":
        new Range(env.number(), 0);
        break;
      case "static-nested":
        Range.of(env.number());
        break;
      case "assertion":
        throw new AssertionError("sum of " + env.number() + " is off");
      case "thread-state":
        Thread thread = new Thread(() -> {});
        thread.start();
        thread.start();
        break;
      case "wait":
        new Object().wait(1);
        break;
      case "janino":
        new org.codehaus.janino.ExpressionEvaluator().cook("1 +* x" + env.id());
        break;
      default:
        break;
    }
  }

  private static final class Range {
    private final int size;

    private Range(int from, int to) {
      if (to < from) {
        throw new IllegalArgumentException("from " + from + " to " + to);
      }
      size = to - from;
    }

    private static Range of(int from) {
      return new Range(from, from - 1);
    }
  }

  private final class Inner {
    private void go(String id) {
      deeper(id);
    }
  }

  private void deeper(String id) {
    throw new IllegalStateException("Drawer " + id);
  }

  private Object groovy(String text) {
    return new GroovyShell().evaluate(text);
  }

  private Object apply(Function<String, ?> function, String text) {
    return function.apply(text);
  }

  private Integer amount(String text) {
    return Integer.valueOf(text);
  }

  private void check(String text) {
    throw new IllegalStateException("check " + text);
  }

  private int verify(String text) {
    throw new IllegalStateException("verify " + text);
  }

  private void visit(int depth, String id) {
    if (depth == 0) {
      throw new IllegalStateException("Leaf " + id);
    }
    visit(depth - 1, id);
  }
}
