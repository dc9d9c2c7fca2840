package io.batchmon.instrumentation.jberet;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/** What the artifacts of the job files do, whichever batch API they are written for. */
public final class Work {
  private static final Map<String, Callable<String>> BATCHLETS = new ConcurrentHashMap<>();
  private static volatile List<Integer> items = List.of();
  private static volatile Runnable stop = () -> {};
  private static volatile Runnable beforeJob = () -> {};
  private static volatile Runnable afterJob = () -> {};

  private Work() {}

  static void reset() {
    BATCHLETS.clear();
    items = List.of();
    stop = () -> {};
    beforeJob = () -> {};
    afterJob = () -> {};
  }

  static void of(String step, Callable<String> body) {
    BATCHLETS.put(step, body);
  }

  /** What the reader reads: a negative one cannot be processed, a zero is left out. */
  static void items(Integer... numbers) {
    items = List.of(numbers);
  }

  static void whenStopped(Runnable body) {
    stop = body;
  }

  static void beforeJob(Runnable body) {
    beforeJob = body;
  }

  static void afterJob(Runnable body) {
    afterJob = body;
  }

  public static String process(String step) throws Exception {
    Callable<String> body = BATCHLETS.get(step);
    return body == null ? null : body.call();
  }

  public static void stop() {
    stop.run();
  }

  public static void before() {
    beforeJob.run();
  }

  public static void after() {
    afterJob.run();
  }

  public static Integer read(int index) {
    return index < items.size() ? items.get(index) : null;
  }

  public static Integer process(Integer item) {
    if (item < -10) {
      throw new IllegalStateException("Item " + item);
    }
    if (item < 0) {
      throw new IllegalArgumentException("Item " + item);
    }
    return item == 0 ? null : item;
  }
}
