package io.batchmon.instrumentation.springbatch;

import io.batchmon.instrumentation.springbatch.shared.Batch;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.Job;
import org.springframework.batch.core.JobExecution;
import org.springframework.batch.core.JobExecutionListener;
import org.springframework.batch.core.JobParameters;
import org.springframework.batch.core.JobParametersBuilder;
import org.springframework.batch.core.JobParametersInvalidException;
import org.springframework.batch.core.Step;
import org.springframework.batch.core.StepContribution;
import org.springframework.batch.core.StepExecution;
import org.springframework.batch.core.StepExecutionListener;
import org.springframework.batch.core.job.AbstractJob;
import org.springframework.batch.core.job.DefaultJobParametersValidator;
import org.springframework.batch.core.job.SimpleJob;
import org.springframework.batch.core.job.builder.FlowBuilder;
import org.springframework.batch.core.job.flow.Flow;
import org.springframework.batch.core.job.flow.FlowJob;
import org.springframework.batch.core.job.flow.FlowStep;
import org.springframework.batch.core.job.flow.support.SimpleFlow;
import org.springframework.batch.core.launch.JobLauncher;
import org.springframework.batch.core.partition.support.PartitionStep;
import org.springframework.batch.core.partition.support.SimplePartitioner;
import org.springframework.batch.core.partition.support.SimpleStepExecutionSplitter;
import org.springframework.batch.core.partition.support.TaskExecutorPartitionHandler;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.dao.DefaultExecutionContextSerializer;
import org.springframework.batch.core.repository.support.JobRepositoryFactoryBean;
import org.springframework.batch.core.step.AbstractStep;
import org.springframework.batch.core.step.factory.FaultTolerantStepFactoryBean;
import org.springframework.batch.core.step.job.JobStep;
import org.springframework.batch.core.step.tasklet.TaskletStep;
import org.springframework.batch.item.ItemWriter;
import org.springframework.batch.repeat.RepeatStatus;
import org.springframework.batch.support.transaction.ResourcelessTransactionManager;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.task.TaskExecutor;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.transaction.PlatformTransactionManager;

/** Spring Batch 3 to 5, put together by hand: old Spring reads no class file of a new Java. */
final class TestBatch implements Batch {
  private final DriverManagerDataSource database;
  private final PlatformTransactionManager transactions;
  private final JobRepository repository;

  TestBatch() throws Exception {
    database =
        new DriverManagerDataSource(
            "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;MODE=LEGACY");
    DatabasePopulatorUtils.execute(
        new ResourceDatabasePopulator(
            new ClassPathResource("org/springframework/batch/core/schema-h2.sql")),
        database);
    transactions = new DataSourceTransactionManager(database);
    JobRepositoryFactoryBean factory = new JobRepositoryFactoryBean();
    factory.setDataSource(database);
    factory.setTransactionManager(transactions);
    factory.setIsolationLevelForCreate("ISOLATION_READ_COMMITTED");
    factory.setSerializer(new DefaultExecutionContextSerializer());
    factory.afterPropertiesSet();
    repository = factory.getObject();
  }

  /** With the repository that needs no database, which is another one in 5 than before. */
  static TestBatch inMemory() throws Exception {
    PlatformTransactionManager transactions = new ResourcelessTransactionManager();
    if (!remembersInMemory()) {
      Object repository =
          found("repository.support.ResourcelessJobRepository")
              .getDeclaredConstructor()
              .newInstance();
      return new TestBatch((JobRepository) repository, transactions);
    }
    Class<?> type = found("repository.support.MapJobRepositoryFactoryBean");
    Object factory =
        type.getConstructor(PlatformTransactionManager.class).newInstance(transactions);
    return new TestBatch((JobRepository) type.getMethod("getObject").invoke(factory), transactions);
  }

  static boolean remembersInMemory() {
    return found("repository.support.MapJobRepositoryFactoryBean") != null;
  }

  private TestBatch(JobRepository repository, PlatformTransactionManager transactions) {
    this.database = new DriverManagerDataSource();
    this.repository = repository;
    this.transactions = transactions;
  }

  private record Execution(JobExecution framework) implements Batch.Execution {
    @Override
    public long id() {
      return framework.getId();
    }

    @Override
    public long instanceId() {
      return framework.getJobInstance().getId();
    }

    @Override
    public long createdMillis() {
      try {
        Object created = JobExecution.class.getMethod("getCreateTime").invoke(framework);
        return created instanceof LocalDateTime local
            ? local.atZone(ZoneId.systemDefault()).toInstant().toEpochMilli()
            : ((Date) created).getTime();
      } catch (ReflectiveOperationException failure) {
        throw new LinkageError(failure.toString(), failure);
      }
    }

    @Override
    public String status() {
      return framework.getStatus().name();
    }

    @Override
    public List<String> contextKeys() {
      return framework.getExecutionContext().entrySet().stream()
          .map(Map.Entry::getKey)
          .filter(key -> !key.startsWith("batch."))
          .toList();
    }

    @Override
    public void status(String word) {
      framework.setStatus(BatchStatus.valueOf(word));
    }

    @Override
    public void exit(String code, String words) {
      framework.setExitStatus(new ExitStatus(code, words));
    }
  }

  @Override
  public Object step(String name, Work work) {
    TaskletStep step = new TaskletStep(name);
    step.setJobRepository(repository);
    step.setTransactionManager(transactions);
    step.setTasklet(
        (contribution, context) -> {
          StepExecution execution = context.getStepContext().getStepExecution();
          work.run(
              new Inside() {
                @Override
                public Object stepExecution() {
                  return execution;
                }

                @Override
                public Batch.Execution job() {
                  return new Execution(execution.getJobExecution());
                }

                @Override
                public void exit(String code, String words) {
                  contribution.setExitStatus(new ExitStatus(code, words));
                }

                @Override
                public void terminate() {
                  execution.setTerminateOnly();
                }
              });
          return RepeatStatus.FINISHED;
        });
    return step;
  }

  @Override
  public Object step(String name, Chunks chunks) throws Exception {
    FaultTolerantStepFactoryBean<String, String> factory = new FaultTolerantStepFactoryBean<>();
    factory.setBeanName(name);
    factory.setJobRepository(repository);
    factory.setTransactionManager(transactions);
    factory.setCommitInterval(chunks.size());
    Iterator<String> input = chunks.input().iterator();
    factory.setItemReader(
        () -> {
          synchronized (input) {
            return input.hasNext() ? input.next() : null;
          }
        });
    factory.setItemProcessor(chunks.items()::process);
    factory.setItemWriter(writer(chunks.written()));
    factory.setSkipLimit(chunks.skipLimit());
    factory.setSkippableExceptionClasses(Map.of(BadItem.class, true));
    if (chunks.executor() != HERE) {
      factory.setTaskExecutor(springs(chunks.executor()));
      factory.setThrottleLimit(2);
    }
    return factory.getObject();
  }

  // why: it takes a list in 3 and 4, and a chunk in 5
  @SuppressWarnings("unchecked")
  private static ItemWriter<String> writer(Written written) {
    return (ItemWriter<String>)
        Proxy.newProxyInstance(
            TestBatch.class.getClassLoader(),
            new Class<?>[] {ItemWriter.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("write")) {
                return method.getName().equals("hashCode") ? 1 : null;
              }
              Object items = arguments[0];
              written.chunk(
                  items instanceof List
                      ? (List<?>) items
                      : (List<?>) items.getClass().getMethod("getItems").invoke(items));
              return null;
            });
  }

  private static TaskExecutor springs(Executor pool) {
    return task -> {
      try {
        pool.execute(task);
      } catch (RejectedExecutionException full) {
        throw new TaskRejectedException("The pool is full", full);
      }
    };
  }

  @Override
  public Object partitioned(String name, Object part, int parts, Executor pool) throws Exception {
    TaskExecutorPartitionHandler handler = new TaskExecutorPartitionHandler();
    handler.setStep((Step) part);
    handler.setTaskExecutor(springs(pool));
    handler.setGridSize(parts);
    PartitionStep step = new PartitionStep();
    step.setName(name);
    step.setJobRepository(repository);
    step.setPartitionHandler(handler);
    step.setStepExecutionSplitter(
        new SimpleStepExecutionSplitter(repository, false, "part", new SimplePartitioner()));
    step.afterPropertiesSet();
    return step;
  }

  @Override
  public Object partitionedElsewhere(String name) throws Exception {
    PartitionStep step = new PartitionStep();
    step.setName(name);
    step.setJobRepository(repository);
    step.setStepExecutionSplitter(
        new SimpleStepExecutionSplitter(repository, false, "part", new SimplePartitioner()));
    step.setPartitionHandler(
        (splitter, whole) -> {
          StepExecution part = splitter.split(whole, 1).iterator().next();
          StepExecution elsewhere =
              new StepExecution(part.getStepName(), whole.getJobExecution(), part.getId());
          StepContribution read = new StepContribution(elsewhere);
          read.incrementReadCount();
          elsewhere.apply(read);
          elsewhere.incrementRollbackCount();
          elsewhere.setStatus(BatchStatus.COMPLETED);
          return Set.of(elsewhere);
        });
    step.afterPropertiesSet();
    return step;
  }

  @Override
  public Object nested(String name, Object job) throws Exception {
    JobStep step = new JobStep();
    step.setName(name);
    step.setJobRepository(repository);
    step.setJob((Job) job);
    step.setJobLauncher(launcher(HERE));
    step.afterPropertiesSet();
    return step;
  }

  @Override
  public Object flowStep(String name, Object... steps) throws Exception {
    FlowStep step = new FlowStep();
    step.setFlow(flow(name, steps));
    step.setName(name);
    step.setJobRepository(repository);
    step.afterPropertiesSet();
    return step;
  }

  private static SimpleFlow flow(String name, Object... steps) {
    FlowBuilder<SimpleFlow> flow = new FlowBuilder<SimpleFlow>(name).start((Step) steps[0]);
    for (int i = 1; i < steps.length; i++) {
      flow = flow.next((Step) steps[i]);
    }
    return flow.end();
  }

  @Override
  public Object job(String name, Object... steps) {
    SimpleJob job = new SimpleJob(name);
    job.setJobRepository(repository);
    for (Object step : steps) {
      job.addStep((Step) step);
    }
    return job;
  }

  @Override
  public Object split(String name, Executor pool, Object... steps) {
    Flow[] flows = new Flow[steps.length];
    for (int i = 0; i < steps.length; i++) {
      flows[i] = flow("flow " + i, steps[i]);
    }
    FlowJob job = new FlowJob(name);
    job.setJobRepository(repository);
    job.setFlow(new FlowBuilder<SimpleFlow>(name).split(springs(pool)).add(flows).end());
    return job;
  }

  @Override
  public void before(Object job, Around listener) {
    ((AbstractJob) job)
        .registerJobExecutionListener(
            new JobExecutionListener() {
              @Override
              public void beforeJob(JobExecution execution) {
                call(listener, execution);
              }

              @Override
              public void afterJob(JobExecution execution) {}
            });
  }

  @Override
  public void after(Object job, Around listener) {
    ((AbstractJob) job)
        .registerJobExecutionListener(
            new JobExecutionListener() {
              @Override
              public void beforeJob(JobExecution execution) {}

              @Override
              public void afterJob(JobExecution execution) {
                call(listener, execution);
              }
            });
  }

  private static void call(Around listener, JobExecution execution) {
    try {
      listener.call(new Execution(execution));
    } catch (RuntimeException failure) {
      throw failure;
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Override
  public void beforeStep(Object step, Runnable listener) {
    ((AbstractStep) step)
        .registerStepExecutionListener(
            new StepExecutionListener() {
              @Override
              public void beforeStep(StepExecution execution) {
                listener.run();
              }

              @Override
              public ExitStatus afterStep(StepExecution execution) {
                return null;
              }
            });
  }

  @Override
  public void notRestartable(Object job) {
    ((AbstractJob) job).setRestartable(false);
  }

  @Override
  public void requires(Object job, String parameter) {
    ((AbstractJob) job)
        .setJobParametersValidator(
            new DefaultJobParametersValidator(new String[] {parameter}, new String[0]));
  }

  @Override
  public void refuses(Object job, Runnable validator) {
    ((AbstractJob) job)
        .setJobParametersValidator(
            parameters -> {
              validator.run();
              throw new JobParametersInvalidException("No such day");
            });
  }

  @Override
  public void startAgainIfComplete(Object step) {
    ((AbstractStep) step).setAllowStartIfComplete(true);
  }

  @Override
  public Batch.Execution launch(Object job, Executor pool, Object parameters) throws Exception {
    return new Execution(launcher(pool).run((Job) job, (JobParameters) parameters));
  }

  @Override
  public Object parameters(Map<String, String> parameters) {
    JobParametersBuilder builder = new JobParametersBuilder();
    parameters.forEach(
        (name, value) ->
            builder.addString(name.replaceFirst("^-", ""), value, !name.startsWith("-")));
    return builder.toJobParameters();
  }

  // why: one class until 5.1, another from 5.0 on
  private JobLauncher launcher(Executor pool) throws Exception {
    Class<?> newer = found("launch.support.TaskExecutorJobLauncher");
    Class<?> type = newer == null ? found("launch.support.SimpleJobLauncher") : newer;
    Object launcher = type.getDeclaredConstructor().newInstance();
    type.getMethod("setJobRepository", JobRepository.class).invoke(launcher, repository);
    type.getMethod("setTaskExecutor", TaskExecutor.class).invoke(launcher, springs(pool));
    type.getMethod("afterPropertiesSet").invoke(launcher);
    return (JobLauncher) launcher;
  }

  @Override
  public void stop(Batch.Execution execution) {
    JobExecution running = (JobExecution) execution.framework();
    running.getStepExecutions().forEach(StepExecution::setTerminateOnly);
    running.setStatus(BatchStatus.STOPPING);
  }

  @Override
  public void executeAlone(Object step, String job) throws Exception {
    JobExecution execution = repository.createJobExecution(job, new JobParameters());
    StepExecution alone = execution.createStepExecution(((Step) step).getName());
    repository.add(alone);
    ((Step) step).execute(alone);
  }

  @Override
  public void breakRepository() throws Exception {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP ALL OBJECTS");
    }
  }

  @Override
  public boolean errorsEscape() {
    return found("launch.support.SimpleJobLauncher") == null;
  }

  @Override
  public Class<? extends Throwable> refusal(String simpleName) {
    Class<?> type = found("repository." + simpleName);
    return (type == null ? found(simpleName) : type).asSubclass(Throwable.class);
  }

  private static Class<?> found(String name) {
    try {
      return Class.forName("org.springframework.batch.core." + name);
    } catch (ClassNotFoundException otherVersion) {
      return null;
    }
  }

  @Override
  public void close() throws SQLException {
    if (database.getUrl() != null) {
      try (Connection connection = database.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("SHUTDOWN");
      }
    }
  }
}
