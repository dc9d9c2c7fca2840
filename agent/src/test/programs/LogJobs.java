import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** A job that logs as its class path says, and fails if its argument is {@code fail}. */
public class LogJobs {
  public static void main(String[] args) throws Exception {
    Logger log = LoggerFactory.getLogger("com.acme.Loader");
    log.debug("not enabled");
    log.info("{} invoices", 3);
    MDC.put("customer", "42");
    log.warn("slow, password={}", "hunter2secret");
    MDC.clear();
    ExecutorService pool = Executors.newSingleThreadExecutor();
    pool.submit(() -> {}).get();
    pool.shutdown();
    if (args.length > 0 && args[0].equals("fail")) {
      IllegalStateException failure = new IllegalStateException("no rates");
      log.error("giving up: {}", failure.getMessage());
      throw failure;
    }
    log.info("done");
  }
}
