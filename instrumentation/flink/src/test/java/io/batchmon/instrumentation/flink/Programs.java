package io.batchmon.instrumentation.flink;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.jar.JarOutputStream;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.client.cli.CliFrontend;
import org.apache.flink.client.cli.GenericCLI;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.JobListener;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What the drivers under test give to Flink; bounded, or until it is cancelled. */
final class Programs {
  private Programs() {}

  /** The driver that {@code flink run} calls. */
  public static final class Settlement {
    public static void main(String[] args) throws Exception {
      StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
      if (args[0].equals("cancelled")) {
        executeCancelled(environment);
      } else {
        execute(environment, args[0].equals("bad") ? new Bad() : new Good());
      }
    }
  }

  /**
   * As {@code flink run} does it, up to where it ends the JVM with this exit code.
   *
   * @param options the last is for the application
   */
  static int flinkRun(Path directory, Class<?> application, String... options) throws Exception {
    Path jar = directory.resolve("jobs.jar");
    try (JarOutputStream written = new JarOutputStream(Files.newOutputStream(jar))) {
      written.finish();
    }
    List<String> arguments = new ArrayList<>(List.of("run", "-c", application.getName()));
    arguments.addAll(List.of(options));
    arguments.add(arguments.size() - 1, jar.toString());
    Configuration configuration = new Configuration();
    return new CliFrontend(
            configuration, List.of(new GenericCLI(configuration, directory.toString())))
        .parseAndRun(arguments.toArray(new String[0]));
  }

  static JobExecutionResult execute(
      StreamExecutionEnvironment environment, MapFunction<Long, Long> work) throws Exception {
    environment.setParallelism(1);
    environment.fromSequence(1, 4).map(work).returns(Types.LONG).print();
    return environment.execute("settlement");
  }

  /** Cancels the job as soon as it has really begun. */
  static void executeCancelled(StreamExecutionEnvironment environment) throws Exception {
    Endless.begun = new CountDownLatch(1);
    CompletableFuture<JobClient> submitted = new CompletableFuture<>();
    environment.registerJobListener(
        new JobListener() {
          @Override
          public void onJobSubmitted(JobClient client, Throwable failure) {
            submitted.complete(client);
          }

          @Override
          public void onJobExecuted(JobExecutionResult result, Throwable failure) {}
        });
    Thread operator =
        new Thread(
            () -> {
              try {
                Endless.begun.await();
                submitted.join().cancel().join();
              } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
              }
            });
    operator.start();
    execute(environment, new Endless());
  }

  static final class Good implements MapFunction<Long, Long> {
    private static final long serialVersionUID = 1;

    @Override
    public Long map(Long number) {
      return number * 2;
    }
  }

  static final class Bad implements MapFunction<Long, Long> {
    private static final long serialVersionUID = 1;

    @Override
    public Long map(Long number) {
      if (number == 3) {
        throw new IllegalStateException("Bad file");
      }
      return number;
    }
  }

  static final class Endless implements MapFunction<Long, Long> {
    private static final long serialVersionUID = 1;
    static volatile CountDownLatch begun = new CountDownLatch(1);

    @Override
    public Long map(Long number) throws InterruptedException {
      begun.countDown();
      new CountDownLatch(1).await();
      return number;
    }
  }
}
