import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.h2.jdbcx.JdbcDataSource;

/** A db-scheduler with a task that succeeds and one that fails. */
public class DbSchedulerJobs {
  static final CountDownLatch LEFT = new CountDownLatch(2);

  public static void main(String[] args) throws Exception {
    JdbcDataSource database = new JdbcDataSource();
    database.setURL("jdbc:h2:mem:tasks;DB_CLOSE_DELAY=-1");
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create table scheduled_tasks (task_name varchar(100), task_instance varchar(100),"
              + " task_data blob, execution_time timestamp(6) with time zone, picked boolean,"
              + " picked_by varchar(50), last_success timestamp(6) with time zone,"
              + " last_failure timestamp(6) with time zone, consecutive_failures int,"
              + " last_heartbeat timestamp(6) with time zone, version bigint,"
              + " primary key (task_name, task_instance))");
    }
    OneTimeTask<Void> good = Tasks.oneTime("good").execute((instance, context) -> LEFT.countDown());
    OneTimeTask<Void> bad =
        Tasks.oneTime("bad")
            .onFailure((complete, operations) -> operations.stop())
            .execute(
                (instance, context) -> {
                  LEFT.countDown();
                  throw new IllegalStateException("no connection to orders");
                });
    Scheduler scheduler =
        Scheduler.create(database, good, bad).pollingInterval(Duration.ofMillis(50)).build();
    scheduler.start();
    scheduler.schedule(good.instance("1"), Instant.now());
    scheduler.schedule(bad.instance("1"), Instant.now());
    LEFT.await();
    scheduler.stop();
    System.out.println("done");
  }
}
