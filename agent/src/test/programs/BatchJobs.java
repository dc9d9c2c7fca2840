import java.util.logging.LogManager;
import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.support.TaskExecutorJobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.ResourcelessJobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.batch.infrastructure.support.transaction.ResourcelessTransactionManager;
import org.springframework.core.task.SyncTaskExecutor;

/** Launches the Spring Batch jobs that its arguments name, and prints how each has ended. */
public class BatchJobs {
  public static void main(String[] args) throws Exception {
    LogManager.getLogManager().reset();
    for (String name : args) {
      JobRepository repository = new ResourcelessJobRepository();
      TaskExecutorJobOperator operator = new TaskExecutorJobOperator();
      operator.setJobRepository(repository);
      operator.setJobRegistry(new MapJobRegistry());
      operator.setTaskExecutor(new SyncTaskExecutor());
      operator.afterPropertiesSet();
      JobExecution execution =
          operator.start(
              job(name, repository),
              new JobParametersBuilder().addString("password", "hunter2").toJobParameters());
      System.out.println(name + " " + execution.getStatus());
    }
  }

  private static Job job(String name, JobRepository repository) {
    Tasklet work =
        (contribution, context) -> {
          if (name.equals("Bad")) {
            throw new IllegalStateException("no connection to orders");
          }
          contribution.incrementReadCount();
          return RepeatStatus.FINISHED;
        };
    Step step =
        new StepBuilder("load", repository)
            .tasklet(work, new ResourcelessTransactionManager())
            .build();
    return new JobBuilder(name, repository).start(step).build();
  }
}
