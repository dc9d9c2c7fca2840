import com.xxl.job.core.executor.XxlJobExecutor;
import com.xxl.job.core.handler.IJobHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.CountDownLatch;

/** An executor of XXL-JOB that is told, as by its admin, to run a job that fails and a good one. */
public class XxlJobs {
  static final CountDownLatch LEFT = new CountDownLatch(2);

  static class Good extends IJobHandler {
    @Override
    public void execute() {
      LEFT.countDown();
    }
  }

  static class Bad extends IJobHandler {
    @Override
    public void execute() {
      LEFT.countDown();
      throw new IllegalStateException("no connection to orders");
    }
  }

  private static void fire(int port, int id, String handler) throws Exception {
    byte[] trigger =
        ("{\"jobId\":"
                + id
                + ",\"executorHandler\":\""
                + handler
                + "\",\"executorBlockStrategy\":\"SERIAL_EXECUTION\",\"logId\":"
                + id
                + ",\"logDateTime\":1767225600000,\"glueType\":\"BEAN\",\"broadcastTotal\":1}")
            .getBytes(StandardCharsets.UTF_8);
    HttpURLConnection connection =
        (HttpURLConnection) new URL("http://127.0.0.1:" + port + "/run").openConnection();
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    try (OutputStream out = connection.getOutputStream()) {
      out.write(trigger);
    }
    System.out.println(connection.getResponseCode());
  }

  public static void main(String[] args) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    XxlJobExecutor executor = new XxlJobExecutor();
    executor.setAppname("night");
    executor.setIp("127.0.0.1");
    executor.setPort(port);
    executor.setLogPath(Files.createTempDirectory("xxl-job").toString());
    executor.setLogRetentionDays(-1);
    XxlJobExecutor.registJobHandler("good", new Good());
    XxlJobExecutor.registJobHandler("bad", new Bad());
    executor.start();
    boolean up = false;
    while (!up) {
      try {
        fire(port, 1, "bad");
        up = true;
      } catch (IOException notYet) {
        Thread.yield();
      }
    }
    fire(port, 2, "good");
    LEFT.await();
    for (int id = 1; id <= 2; id++) {
      while (XxlJobExecutor.loadJobThread(id).isRunningOrHasQueue()) {
        Thread.yield();
      }
    }
    executor.destroy();
    System.out.println("done");
    // why: a pool of its own keeps the JVM for another minute
    System.exit(0);
  }
}
