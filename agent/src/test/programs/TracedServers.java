import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.support.TaskExecutorJobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.ResourcelessJobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.batch.infrastructure.support.transaction.ResourcelessTransactionManager;
import org.springframework.core.task.SyncTaskExecutor;

/**
 * Two servers, one in each JVM: a shop whose orders are settled by a ledger. {@code shop URL} calls
 * the ledger at that URL from a pool; {@code ledger} settles by a job that is launched by hand,
 * {@code ledger spring} by one of Spring Batch. Each prints its port, and ends by a signal.
 */
public class TracedServers {
  static final Logger LOG = LoggerFactory.getLogger("com.acme.Shop");
  static final ExecutorService POOL = Executors.newFixedThreadPool(2);

  /** What is answered: {@code 200} and so on, and a text. */
  interface Answers {
    String answer(HttpServletRequest request) throws Exception;
  }

  static class Served extends HttpServlet {
    private static final long serialVersionUID = 1;
    private final transient Answers answers;

    Served(Answers answers) {
      this.answers = answers;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      try {
        String answer = answers.answer(request);
        response.setStatus(Integer.parseInt(answer.substring(0, 3)));
        response.getWriter().write(answer.substring(4));
      } catch (Exception failure) {
        throw new IOException(failure);
      }
    }
  }

  /** The work itself: a line in the job's thread, and one from a pool. */
  static void book(String order) throws ExecutionException, InterruptedException {
    LOG.info("booking {}", order);
    CompletableFuture.runAsync(() -> LOG.warn("posting {}", order), POOL).get();
    if (order.equals("bad")) {
      throw new IllegalStateException("ledger is closed");
    }
  }

  public static class Settlement {
    public void run(String order) throws ExecutionException, InterruptedException {
      book(order);
    }
  }

  static boolean byHand(String order) throws InterruptedException {
    try {
      new Settlement().run(order);
      return true;
    } catch (ExecutionException | IllegalStateException failure) {
      return false;
    }
  }

  /** Of Spring Batch, which needs Java 17. */
  static class BatchSettlement {
    static boolean run(String order) throws Exception {
      JobRepository repository = new ResourcelessJobRepository();
      TaskExecutorJobOperator operator = new TaskExecutorJobOperator();
      operator.setJobRepository(repository);
      operator.setJobRegistry(new MapJobRegistry());
      operator.setTaskExecutor(new SyncTaskExecutor());
      operator.afterPropertiesSet();
      Step step =
          new StepBuilder("book", repository)
              .tasklet(
                  (contribution, context) -> {
                    book(order);
                    return RepeatStatus.FINISHED;
                  },
                  new ResourcelessTransactionManager())
              .build();
      Job job = new JobBuilder("settlement", repository).start(step).build();
      return operator.start(job, new JobParameters()).getStatus() == BatchStatus.COMPLETED;
    }
  }

  public static void main(String[] args) throws Exception {
    java.util.logging.Logger.getLogger("").setLevel(Level.OFF);
    Tomcat tomcat = new Tomcat();
    File directory = new File(System.getProperty("java.io.tmpdir"));
    tomcat.setBaseDir(directory.getPath());
    tomcat.setPort(0);
    Context context = tomcat.addContext("", directory.getPath());
    if (args[0].equals("shop")) {
      serve(context, "/orders/*", request -> order(args[1], request.getPathInfo().substring(1)));
    } else {
      boolean isSpring = args.length > 1;
      serve(context, "/settle/*", request -> settle(isSpring, request));
      serve(context, "/named/*", request -> "200 " + isNamed(request));
    }
    tomcat.getConnector();
    tomcat.start();
    System.out.println("port " + tomcat.getConnector().getLocalPort());
    tomcat.getServer().await();
  }

  private static void serve(Context context, String path, Answers answers) {
    Tomcat.addServlet(context, path, new Served(answers));
    context.addServletMappingDecoded(path, path);
  }

  private static String order(String ledger, String order) throws Exception {
    if (order.equals("ready")) {
      return POOL.submit(() -> get(ledger + "/settle/ready")).get();
    }
    LOG.info("order {}", order);
    String answer =
        POOL.submit(
                () -> {
                  LOG.info("settling {}", order);
                  return get(ledger + "/settle/" + order);
                })
            .get();
    return answer.startsWith("200") ? answer : "502 ledger said " + answer;
  }

  private static String settle(boolean isSpring, HttpServletRequest request) throws Exception {
    String order = request.getPathInfo().substring(1);
    if (order.equals("ready")) {
      // why: hooks of the JDK are put in beside the running server; a call from the pool shows it
      String self = "http://127.0.0.1:" + request.getLocalPort() + "/named/";
      String named = CompletableFuture.supplyAsync(() -> got(self), POOL).get();
      return named.equals("200 true") ? "200 " + isNamed(request) : named;
    }
    return (isSpring ? BatchSettlement.run(order) : byHand(order)) ? "200 settled" : "500 open";
  }

  private static boolean isNamed(HttpServletRequest request) {
    return request.getHeader("traceparent") != null;
  }

  private static String got(String url) {
    try {
      return get(url);
    } catch (IOException failure) {
      return "500 " + failure;
    }
  }

  private static String get(String url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    int status = connection.getResponseCode();
    InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0; next = in.read()) {
      body.write(next);
    }
    in.close();
    return status + " " + body;
  }
}
