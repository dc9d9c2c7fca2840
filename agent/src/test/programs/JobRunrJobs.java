import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.jobs.annotations.Job;
import org.jobrunr.scheduling.BackgroundJob;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.InMemoryStorageProvider;

/** A JobRunr server with a job that succeeds and one that fails. */
public class JobRunrJobs {
  static final CountDownLatch LEFT = new CountDownLatch(2);

  public static void good() {
    LEFT.countDown();
  }

  @Job(retries = 0)
  public static void bad() {
    LEFT.countDown();
    throw new IllegalStateException("no connection to orders");
  }

  public static void main(String[] args) throws Exception {
    JobRunr.configure()
        .useStorageProvider(new InMemoryStorageProvider())
        .useBackgroundJobServer(
            BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                .andPollInterval(Duration.ofMillis(200))
                .andWorkerCount(2))
        .initialize();
    BackgroundJob.enqueue(() -> JobRunrJobs.good());
    BackgroundJob.enqueue(() -> JobRunrJobs.bad());
    LEFT.await();
    JobRunr.destroy();
    System.out.println("done");
  }
}
