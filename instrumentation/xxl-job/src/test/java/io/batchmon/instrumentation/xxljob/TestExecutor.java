package io.batchmon.instrumentation.xxljob;

import static org.assertj.core.api.Assertions.assertThat;

import com.xxl.job.core.executor.XxlJobExecutor;
import com.xxl.job.core.glue.GlueFactory;
import com.xxl.job.core.handler.IJobHandler;
import com.xxl.job.core.handler.impl.MethodJobHandler;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The executor of XXL-JOB under test, told what to do by HTTP as its admin does. */
final class TestExecutor {
  static final boolean FLOOR = "floor".equals(System.getProperty("version.line"));

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final AtomicLong LOG_IDS = new AtomicLong(1000);

  private final HttpClient client = HttpClient.newHttpClient();
  private final int port;

  private TestExecutor(int port) {
    this.port = port;
  }

  static TestExecutor start() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    XxlJobExecutor executor = new XxlJobExecutor();
    executor.setAppname("batchmon-test");
    executor.setIp("127.0.0.1");
    executor.setPort(port);
    executor.setLogPath("target/xxl-job");
    executor.setLogRetentionDays(-1);
    executor.start();
    TestExecutor started = new TestExecutor(port);
    started.awaitBeat();
    return started;
  }

  private void awaitBeat() throws Exception {
    long begin = System.nanoTime();
    while (true) {
      try {
        post("/beat", "{}");
        return;
      } catch (IOException notYet) {
        assertThat(System.nanoTime() - begin).isLessThan(LIMIT.toNanos());
      }
    }
  }

  String post(String path, String json) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(LIMIT)
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** A trigger, to be sent. */
  record Trigger(
      int jobId, String handler, String kind, String source, int timeout, int index, int total) {
    static Trigger bean(int jobId, String handler) {
      return new Trigger(jobId, handler, "BEAN", "", 0, 0, 1);
    }

    static Trigger code(int jobId, String kind, String source) {
      return new Trigger(jobId, "", kind, source, 0, 0, 1);
    }

    Trigger limited(int seconds) {
      return new Trigger(jobId, handler, kind, source, seconds, index, total);
    }

    Trigger shard(int number, int of) {
      return new Trigger(jobId, handler, kind, source, timeout, number, of);
    }
  }

  /** The id of the trigger. */
  long fire(Trigger trigger, long scheduledMillis) throws Exception {
    long logId = LOG_IDS.incrementAndGet();
    String json =
        """
        {"jobId":%d,"executorHandler":"%s","executorParams":"secret",
         "executorBlockStrategy":"SERIAL_EXECUTION","executorTimeout":%d,"logId":%d,
         "logDateTime":%d,"glueType":"%s","glueSource":"%s","glueUpdatetime":1,
         "broadcastIndex":%d,"broadcastTotal":%d}"""
            .formatted(
                trigger.jobId,
                trigger.handler,
                trigger.timeout,
                logId,
                scheduledMillis,
                trigger.kind,
                trigger.source.replace("\n", "\\n").replace("\"", "\\\""),
                trigger.index,
                trigger.total);
    assertThat(post("/run", json)).contains("200");
    return logId;
  }

  void kill(int jobId) throws Exception {
    assertThat(post("/kill", "{\"jobId\":" + jobId + "}")).contains("200");
  }

  /** A class of the application that extends {@link IJobHandler}. */
  static String handlerSource(String body) {
    return FLOOR
        ? """
        import com.xxl.job.core.biz.model.ReturnT
        import com.xxl.job.core.handler.IJobHandler
        class Written extends IJobHandler {
          ReturnT<String> execute(String param) throws Exception {
            String failure = io.batchmon.instrumentation.xxljob.Bodies.run("%s")
            return failure == null ? new ReturnT<String>(200, null) : new ReturnT<String>(500, failure)
          }
        }
        """
            .formatted(body)
        : """
        import com.xxl.job.core.context.XxlJobHelper
        import com.xxl.job.core.handler.IJobHandler
        class Written extends IJobHandler {
          void execute() throws Exception {
            String failure = io.batchmon.instrumentation.xxljob.Bodies.run("%s")
            if (failure != null) { XxlJobHelper.handleFail(failure) }
          }
        }
        """
            .formatted(body);
  }

  static void registerClass(String name) throws Exception {
    register(name, GlueFactory.getInstance().loadNewInstance(handlerSource(name)));
  }

  static void registerMethod(String name) throws Exception {
    Object bean = FLOOR ? new FloorMethodBean(name) : new MethodBean(name);
    Method method =
        FLOOR
            ? bean.getClass().getMethod("settle", String.class)
            : bean.getClass().getMethod("settle");
    register(name, new MethodJobHandler(bean, method, null, null));
  }

  private static void register(String name, IJobHandler handler) throws Exception {
    for (Method method : XxlJobExecutor.class.getMethods()) {
      if (method.getName().matches("regist(ry)?JobHandler")
          && method.getParameterTypes()[0] == String.class) {
        method.invoke(null, name, handler);
        return;
      }
    }
    throw new AssertionError("handlers cannot be registered");
  }
}
