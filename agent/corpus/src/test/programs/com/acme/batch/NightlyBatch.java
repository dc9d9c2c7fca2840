package com.acme.batch;

import corpus.Env;
import corpus.Job;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.springframework.batch.core.JobExecution;
import org.springframework.batch.core.JobParameters;
import org.springframework.batch.core.Step;
import org.springframework.batch.core.StepContribution;
import org.springframework.batch.core.configuration.annotation.JobBuilderFactory;
import org.springframework.batch.core.configuration.annotation.StepBuilderFactory;
import org.springframework.batch.core.job.builder.FlowBuilder;
import org.springframework.batch.core.job.flow.Flow;
import org.springframework.batch.core.launch.support.SimpleJobLauncher;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.MapJobRepositoryFactoryBean;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.core.step.tasklet.TaskletStep;
import org.springframework.batch.item.ItemProcessor;
import org.springframework.batch.item.ItemWriter;
import org.springframework.batch.item.file.FlatFileItemReader;
import org.springframework.batch.item.file.builder.FlatFileItemReaderBuilder;
import org.springframework.batch.item.support.ListItemReader;
import org.springframework.batch.repeat.RepeatStatus;
import org.springframework.batch.support.transaction.ResourcelessTransactionManager;
import org.springframework.core.io.FileSystemResource;

/** Spring Batch: what the job's execution says it failed with. */
public class NightlyBatch implements Job {
  // @insert

  /** A writer that refuses some. */
  private static final class Ledger implements ItemWriter<String> {
    private final String bad;

    private Ledger(String bad) {
      this.bad = bad;
    }

    @Override
    public void write(List<? extends String> items) {
      for (String item : items) {
        if (item.equals(bad)) {
          throw new IllegalStateException("Ledger refuses " + item);
        }
      }
    }
  }

  /** Throws what it is told. */
  private static final class Close implements Tasklet {
    private final Exception thrown;

    private Close(Exception thrown) {
      this.thrown = thrown;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context)
        throws Exception {
      throw (Exception) thrown.fillInStackTrace();
    }
  }

  @Override
  public String[] bugs() {
    return new String[] {
      "tasklet", "writer", "processor", "tasklet-checked", "file-missing", "line-broken",
          "skip-limit", "skip-limit-other",
      "flow", "split", "too-few-columns", "not-skippable", "processor-2", "reader",
          "retry-exhausted", "retry-other",
    };
  }

  @Override
  public void run(String bug, Env env) throws Exception {
    if (bug.equals("none")) {
      return;
    }
    JobRepository repository =
        new MapJobRepositoryFactoryBean(new ResourcelessTransactionManager()).getObject();
    StepBuilderFactory steps =
        new StepBuilderFactory(repository, new ResourcelessTransactionManager());
    JobBuilderFactory jobs = new JobBuilderFactory(repository);
    SimpleJobLauncher launcher = new SimpleJobLauncher();
    launcher.setJobRepository(repository);
    launcher.afterPropertiesSet();
    Step step = step(bug, steps, env);
    org.springframework.batch.core.Job job;
    if (bug.equals("flow") || bug.equals("split")) {
      Flow flow = new FlowBuilder<Flow>("flow").start(step).build();
      job =
          bug.equals("flow")
              ? jobs.get("j" + env.id()).start(flow).end().build()
              : jobs.get("j" + env.id())
                  .start(
                      new FlowBuilder<Flow>("split")
                          .split(new org.springframework.core.task.SimpleAsyncTaskExecutor())
                          .add(flow)
                          .build())
                  .end()
                  .build();
    } else {
      job = jobs.get("j" + env.id()).start(step).build();
    }
    JobExecution execution = launcher.run(job, new JobParameters());
    List<Throwable> failures = execution.getAllFailureExceptions();
    if (!failures.isEmpty()) {
      sneak(failures.get(0));
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  private Step step(String bug, StepBuilderFactory steps, Env env) throws Exception {
    String item = env.id();
    switch (bug) {
      case "tasklet":
        return steps
            .get("close")
            .tasklet(new Close(new IllegalStateException("Books of " + item + " are open")))
            .build();
      case "flow":
      case "split":
        return steps
            .get("close")
            .tasklet(new Close(new IllegalArgumentException("Books of " + item)))
            .build();
      case "tasklet-checked":
        return steps
            .get("close")
            .tasklet(new Close(new java.io.IOException("Books of " + item)))
            .build();
      case "writer":
        return steps
            .get("s")
            .<String, String>chunk(2)
            .reader(items(item))
            .writer(new Ledger(item))
            .build();
      case "processor":
        return chunk(steps, new ListItemReader<>(Arrays.asList("1", item)), price());
      case "processor-2":
        return chunk(steps, new ListItemReader<>(Arrays.asList("1", item)), country());
      case "reader":
        return chunk(
            steps,
            new ListItemReader<String>(Arrays.asList("a")) {
              @Override
              public String read() {
                throw new IllegalStateException("Queue " + item + " is gone");
              }
            },
            text -> text);
      case "file-missing":
        return chunk(steps, lines(env.file(".csv")), text -> text);
      case "line-broken":
        return chunk(steps, numbers(written(env, "1\nx" + item + "\n")), text -> text);
      case "too-few-columns":
        return chunk(steps, columns(written(env, "1;2\n1\n")), text -> text);
      case "skip-limit":
        return skipping(steps, new Ledger("b"), IllegalStateException.class);
      case "skip-limit-other":
        return steps
            .get("s")
            .<String, String>chunk(1)
            .reader(new ListItemReader<>(Arrays.asList("x1", "x2", "x3")))
            .processor(price())
            .writer(new Ledger("none"))
            .faultTolerant()
            .skip(NumberFormatException.class)
            .skipLimit(1)
            .build();
      case "not-skippable":
        return skipping(steps, new Ledger("b"), java.io.IOException.class);
      case "retry-exhausted":
        return steps
            .get("s")
            .<String, String>chunk(1)
            .reader(items("b"))
            .writer(new Ledger("b"))
            .faultTolerant()
            .retry(IllegalStateException.class)
            .retryLimit(2)
            .build();
      case "retry-other":
        return steps
            .get("s")
            .<String, String>chunk(1)
            .reader(items("x"))
            .processor(discount())
            .writer(new Ledger("none"))
            .faultTolerant()
            .retry(NumberFormatException.class)
            .retryLimit(2)
            .build();
      default:
        throw new IllegalArgumentException(bug);
    }
  }

  private ListItemReader<String> items(String item) {
    return new ListItemReader<>(Arrays.asList("a", item));
  }

  private TaskletStep skipping(
      StepBuilderFactory steps, ItemWriter<String> writer, Class<? extends Throwable> type) {
    return steps
        .get("s")
        .<String, String>chunk(1)
        .reader(new ListItemReader<>(Arrays.asList("b", "b", "b")))
        .writer(writer)
        .faultTolerant()
        .skip(type)
        .skipLimit(1)
        .build();
  }

  private Step chunk(
      StepBuilderFactory steps,
      org.springframework.batch.item.ItemReader<String> reader,
      ItemProcessor<String, String> processor) {
    org.springframework.batch.core.step.builder.SimpleStepBuilder<String, String> step =
        steps
            .get("s")
            .<String, String>chunk(2)
            .reader(reader)
            .processor(processor)
            .writer(new Ledger("none"));
    if (reader instanceof org.springframework.batch.item.ItemStream) {
      step.stream((org.springframework.batch.item.ItemStream) reader);
    }
    return step.build();
  }

  private ItemProcessor<String, String> price() {
    return text -> String.valueOf(Integer.parseInt(text.trim()));
  }

  private ItemProcessor<String, String> discount() {
    return text -> String.valueOf(Integer.parseInt(text.trim()));
  }

  private ItemProcessor<String, String> country() {
    return text -> String.valueOf(Integer.parseInt(text.trim()));
  }

  private FlatFileItemReader<String> lines(File file) {
    return new FlatFileItemReaderBuilder<String>()
        .name("r")
        .resource(new FileSystemResource(file))
        .lineMapper((line, n) -> line)
        .build();
  }

  private FlatFileItemReader<String> numbers(File file) {
    return new FlatFileItemReaderBuilder<String>()
        .name("r")
        .resource(new FileSystemResource(file))
        .lineMapper((line, n) -> String.valueOf(Integer.parseInt(line)))
        .build();
  }

  private FlatFileItemReader<String> columns(File file) {
    return new FlatFileItemReaderBuilder<String>()
        .name("r")
        .resource(new FileSystemResource(file))
        .delimited()
        .delimiter(";")
        .names("a", "b")
        .fieldSetMapper(fields -> fields.readString("a"))
        .build();
  }

  private File written(Env env, String text) throws Exception {
    File file = env.file(".csv");
    Files.write(file.toPath(), text.getBytes(StandardCharsets.UTF_8));
    return file;
  }
}
