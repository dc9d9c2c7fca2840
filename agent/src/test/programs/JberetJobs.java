import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.runtime.BatchRuntime;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogManager;
import org.jberet.job.model.Job;
import org.jberet.job.model.JobBuilder;
import org.jberet.job.model.StepBuilder;
import org.jberet.operations.AbstractJobOperator;
import org.jberet.operations.DelegatingJobOperator;
import org.jberet.runtime.JobExecutionImpl;

/** A job of Jakarta Batch that succeeds and one that fails. */
public class JberetJobs {
  public static class Good extends AbstractBatchlet {
    @Override
    public String process() {
      return "settled";
    }
  }

  public static class Bad extends AbstractBatchlet {
    @Override
    public String process() {
      throw new IllegalStateException("no connection to orders");
    }
  }

  private static void run(String name, Class<?> batchlet) throws InterruptedException {
    AbstractJobOperator operator =
        (AbstractJobOperator) ((DelegatingJobOperator) BatchRuntime.getJobOperator()).getDelegate();
    Job job =
        new JobBuilder(name)
            .step(new StepBuilder("only").batchlet(batchlet.getName()).build())
            .build();
    long id = operator.start(job, new Properties());
    JobExecutionImpl execution = (JobExecutionImpl) operator.getJobExecution(id);
    execution.awaitTermination(60, TimeUnit.SECONDS);
    System.out.println(name + " " + execution.getBatchStatus());
  }

  public static void main(String[] args) throws Exception {
    LogManager.getLogManager().reset();
    System.setProperty("org.jboss.weld.se.scan.classpath.entries", "true");
    run("good", Good.class);
    run("bad", Bad.class);
  }
}
