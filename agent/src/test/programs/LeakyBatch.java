import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.logging.LogManager;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.support.TaskExecutorJobOperator;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.ResourcelessJobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.batch.infrastructure.support.transaction.ResourcelessTransactionManager;
import org.springframework.core.task.SyncTaskExecutor;

/**
 * A job per line of the file that is its argument, with the line in its name, in the name of its
 * step, in a parameter and in the exit code and description; it ends as failed and throws nothing.
 */
public class LeakyBatch {
  public static void main(String[] args) throws Exception {
    LogManager.getLogManager().reset();
    for (String line : Files.readAllLines(Paths.get(args[0]), StandardCharsets.UTF_8)) {
      String text = line.replace("\\n", "\n");
      JobRepository repository = new ResourcelessJobRepository();
      TaskExecutorJobOperator operator = new TaskExecutorJobOperator();
      operator.setJobRepository(repository);
      operator.setJobRegistry(new MapJobRegistry());
      operator.setTaskExecutor(new SyncTaskExecutor());
      operator.afterPropertiesSet();
      operator.start(
          job(text, repository),
          new JobParametersBuilder()
              .addString("customer", text)
              .addString("hidden", "parameter " + text)
              .toJobParameters());
    }
  }

  private static Job job(String text, JobRepository repository) {
    StepExecutionListener verdict =
        new StepExecutionListener() {
          @Override
          public ExitStatus afterStep(StepExecution execution) {
            execution.setStatus(org.springframework.batch.core.BatchStatus.FAILED);
            return new ExitStatus("REJECTED " + text, "described as " + text);
          }
        };
    Step step =
        new StepBuilder("step " + text, repository)
            .tasklet((work, context) -> RepeatStatus.FINISHED, new ResourcelessTransactionManager())
            .listener(verdict)
            .build();
    return new JobBuilder("job " + text, repository).start(step).build();
  }
}
