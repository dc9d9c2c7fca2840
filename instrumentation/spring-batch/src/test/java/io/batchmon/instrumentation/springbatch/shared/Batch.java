package io.batchmon.instrumentation.springbatch.shared;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** Spring Batch with a job repository of its own, in the words that all its versions share. */
public interface Batch extends AutoCloseable {
  /** Calls in a thread of its own. */
  Executor HERE = Runnable::run;

  /** What a step does. */
  interface Work {
    void run(Inside inside) throws Exception;
  }

  /** What happens around a job. */
  interface Around {
    void call(Execution execution) throws Exception;
  }

  /** What work can do to the step it is in. */
  interface Inside {
    Object stepExecution();

    Execution job();

    void exit(String code, String words);

    /** As {@code JobOperator.stop} does. */
    void terminate();
  }

  /** An execution of a job. */
  interface Execution {
    Object framework();

    long id();

    long instanceId();

    long createdMillis();

    String status();

    /** Names in its execution context that are not the framework's. */
    List<String> contextKeys();

    void status(String word);

    void exit(String code, String words);
  }

  /** What a chunk-oriented step reads, does and writes. */
  record Chunks(
      List<String> input,
      int size,
      int skipLimit,
      Executor executor,
      Items items,
      Written written) {
    public static Chunks of(int size, String... input) {
      return new Chunks(List.of(input), size, 0, HERE, item -> item, items -> {});
    }

    public Chunks skipping(int limit) {
      return new Chunks(input, size, limit, executor, items, written);
    }

    public Chunks on(Executor pool) {
      return new Chunks(input, size, skipLimit, pool, items, written);
    }

    public Chunks doing(Items work) {
      return new Chunks(input, size, skipLimit, executor, work, written);
    }

    public Chunks writing(Written work) {
      return new Chunks(input, size, skipLimit, executor, items, work);
    }
  }

  /** Returns null for an item to leave out; may throw {@link BadItem}. */
  interface Items {
    String process(String item) throws Exception;
  }

  /** Told how many items a chunk has. */
  interface Written {
    void chunk(List<?> items) throws Exception;
  }

  /** An item that may be skipped. */
  class BadItem extends Exception {
    private static final long serialVersionUID = 1;

    public BadItem(String item) {
      super(item);
    }
  }

  Object step(String name, Work work);

  Object step(String name, Chunks chunks) throws Exception;

  /** Parts are called {@code part:<number>}. */
  Object partitioned(String name, Object part, int parts, Executor pool) throws Exception;

  /** One part, which reads one item in another JVM. */
  Object partitionedElsewhere(String name) throws Exception;

  /** A step that launches a job in its own thread. */
  Object nested(String name, Object job) throws Exception;

  /** A step that is a flow of steps. */
  Object flowStep(String name, Object... steps) throws Exception;

  Object job(String name, Object... steps) throws Exception;

  /** A job whose steps run side by side. */
  Object split(String name, Executor pool, Object... steps) throws Exception;

  void before(Object job, Around listener);

  void after(Object job, Around listener);

  /** Around a step; only {@code beforeStep}. */
  void beforeStep(Object step, Runnable listener);

  void notRestartable(Object job);

  void requires(Object job, String parameter);

  /** Parameters that are not valid after this was called. */
  void refuses(Object job, Runnable validator);

  void startAgainIfComplete(Object step);

  /** A name that begins with a dash is not identifying. */
  Object parameters(Map<String, String> parameters);

  Execution launch(Object job, Executor pool, Object parameters) throws Exception;

  default Execution launch(Object job, Executor pool, Map<String, String> parameters)
      throws Exception {
    return launch(job, pool, parameters(parameters));
  }

  default Execution launch(Object job) throws Exception {
    return launch(job, HERE, Map.of());
  }

  /** Asks an execution of this JVM to stop. */
  void stop(Execution execution) throws Exception;

  /** Runs a step for an execution whose job is not open in this JVM. */
  void executeAlone(Object step, String job) throws Exception;

  /** From now on the repository's database is gone. */
  void breakRepository() throws Exception;

  /** Whether an error in a listener passes through the job instead of failing it. */
  boolean errorsEscape();

  /** The exceptions that refuse a launch, by simple name. */
  Class<? extends Throwable> refusal(String simpleName);

  @Override
  void close() throws SQLException;
}
