package io.batchmon.benchmark;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A measured program; each lies in a package of its own, {@code com.example}, and knows no agent.
 */
enum Program {
  ONCE("once", "com.example.once.Once", "once.job-%02d", 20, 11),
  BOOT("boot", "com.example.boot.Boot", "boot.tick-%d", 5, 5),
  STEADY("once", "com.example.steady.Steady", "steady.no-work", 1, 5),
  POOL("once", "com.example.steady.PoolTasks", "steady.pool-work", 1, 5),
  HTTP("once", "com.example.http.HttpCalls", "http.calls", 1, 5),
  BATCH("boot", "com.example.batch.Million", "million", 1, 5),
  LOG("boot", "com.example.log.Lines", "log.lines", 1, 5),
  SERVLET("boot", "com.example.served.Served", "GET /ok", 1, 5),
  SQL("boot", "com.example.sql.Inserts", "sql.inserts", 1, 5),
  STATEMENT("boot", "com.example.served.Served", "GET /ok", 1, 5),
  MESSAGE("message", "com.example.message.Sends", "message.sends", 1, 5);

  private static final int STEADY_BLOCK = 200_000;
  private static final int STEADY_WARM_UP = 4;
  private static final int STEADY_MEASURED = 5;
  private static final int POOL_BLOCK = 500_000;
  private static final int POOL_WARM_UP = 5;
  private static final int POOL_MEASURED = 7;
  private static final int HTTP_BLOCK = 5_000;
  private static final int HTTP_WARM_UP = 5;
  private static final int HTTP_MEASURED = 9;
  private static final int LOG_BLOCK = 200_000;
  private static final int LOG_WARM_UP = 4;
  private static final int LOG_MEASURED = 5;
  private static final int SQL_BLOCK = 200_000;
  private static final int SQL_WARM_UP = 4;
  private static final int SQL_MEASURED = 5;
  private static final int MESSAGE_BLOCK = 100_000;
  private static final int MESSAGE_WARM_UP = 4;
  private static final int MESSAGE_MEASURED = 5;
  private static final int BATCH_WARM_UP = 5;
  private static final int BATCH_MEASURED = 15;

  private static final int SERVLET_BLOCK = 20_000;
  private static final int SERVLET_WARM_UP = 6;
  private static final int SERVLET_MEASURED = 5;

  /** What agents call the span of a record of {@link #MESSAGE} that is sent. */
  static final Set<String> SENDS = Set.of("send orders", "orders publish");

  /** All Quartz runs of one JVM of {@link #STEADY}. */
  static final int STEADY_RUNS = STEADY_BLOCK * (STEADY_WARM_UP + STEADY_MEASURED);

  /** All requests of one JVM of {@link #SERVLET} or {@link #STATEMENT}. */
  static final int SERVLET_REQUESTS = SERVLET_BLOCK * (SERVLET_WARM_UP + SERVLET_MEASURED);

  private final String jars;
  private final String mainClass;
  private final String job;
  private final int jobs;
  private final int rounds;

  Program(String jars, String mainClass, String job, int jobs, int rounds) {
    this.jars = jars;
    this.mainClass = mainClass;
    this.job = job;
    this.jobs = jobs;
    this.rounds = rounds;
  }

  String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  String jars() {
    return jars;
  }

  String mainClass() {
    return mainClass;
  }

  /** How often to measure unless told otherwise; one more round warms the machine up. */
  int rounds() {
    return rounds;
  }

  int jobs() {
    return jobs;
  }

  /**
   * The names of the spans that an agent must deliver: one per Quartz job. Of {@link #HTTP} and
   * {@link #MESSAGE}, the job or one of its calls: whose queue is full of calls may lose the job,
   * and that is counted.
   */
  Set<String> jobSpans() {
    if (this == HTTP) {
      return Set.of(job, "GET");
    }
    if (this == MESSAGE) {
      Set<String> any = new HashSet<>(SENDS);
      any.add(job);
      return any;
    }
    return IntStream.range(0, jobs)
        .mapToObj(i -> String.format(Locale.ROOT, job, i))
        .collect(Collectors.toSet());
  }

  /**
   * For {@link #BATCH}: jobs to warm up with, jobs that count. For others that are measured in
   * blocks: how many per block, blocks to warm up with, blocks that count; for {@link #STATEMENT}
   * then how many statements a request has.
   */
  List<String> arguments() {
    Stream<Integer> numbers =
        switch (this) {
          case STEADY -> Stream.of(STEADY_BLOCK, STEADY_WARM_UP, STEADY_MEASURED);
          case POOL -> Stream.of(POOL_BLOCK, POOL_WARM_UP, POOL_MEASURED);
          case HTTP -> Stream.of(HTTP_BLOCK, HTTP_WARM_UP, HTTP_MEASURED);
          case LOG -> Stream.of(LOG_BLOCK, LOG_WARM_UP, LOG_MEASURED);
          case BATCH -> Stream.of(BATCH_WARM_UP, BATCH_MEASURED);
          case SQL -> Stream.of(SQL_BLOCK, SQL_WARM_UP, SQL_MEASURED);
          case STATEMENT -> Stream.of(SERVLET_BLOCK, SERVLET_WARM_UP, SERVLET_MEASURED, 1);
          case MESSAGE -> Stream.of(MESSAGE_BLOCK, MESSAGE_WARM_UP, MESSAGE_MEASURED);
          case SERVLET -> Stream.of(SERVLET_BLOCK, SERVLET_WARM_UP, SERVLET_MEASURED);
          case ONCE, BOOT -> Stream.of();
        };
    return numbers.map(String::valueOf).toList();
  }
}
