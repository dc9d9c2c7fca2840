package io.batchmon.instrumentation.springbatch6;

import io.batchmon.instrumentation.springbatch.shared.Batch;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.job.AbstractJob;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.SimpleJob;
import org.springframework.batch.core.job.builder.FlowBuilder;
import org.springframework.batch.core.job.flow.Flow;
import org.springframework.batch.core.job.flow.FlowJob;
import org.springframework.batch.core.job.flow.FlowStep;
import org.springframework.batch.core.job.flow.support.SimpleFlow;
import org.springframework.batch.core.job.parameters.DefaultJobParametersValidator;
import org.springframework.batch.core.job.parameters.InvalidJobParametersException;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobExecutionAlreadyRunningException;
import org.springframework.batch.core.launch.JobInstanceAlreadyCompleteException;
import org.springframework.batch.core.launch.JobRestartException;
import org.springframework.batch.core.launch.support.TaskExecutorJobOperator;
import org.springframework.batch.core.listener.JobExecutionListener;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.partition.PartitionStep;
import org.springframework.batch.core.partition.support.SimplePartitioner;
import org.springframework.batch.core.partition.support.SimpleStepExecutionSplitter;
import org.springframework.batch.core.partition.support.TaskExecutorPartitionHandler;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.JdbcJobRepositoryFactoryBean;
import org.springframework.batch.core.repository.support.ResourcelessJobRepository;
import org.springframework.batch.core.step.AbstractStep;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.ChunkOrientedStepBuilder;
import org.springframework.batch.core.step.job.JobStep;
import org.springframework.batch.core.step.tasklet.TaskletStep;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.batch.infrastructure.support.transaction.ResourcelessTransactionManager;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.task.TaskExecutor;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.transaction.PlatformTransactionManager;

/** Spring Batch 6, put together by hand as the versions before it. */
final class TestBatch6 implements Batch {
  private final DriverManagerDataSource database;
  private final PlatformTransactionManager transactions;
  private final JobRepository repository;
  private final MapJobRegistry registry = new MapJobRegistry();

  TestBatch6() throws Exception {
    database =
        new DriverManagerDataSource(
            "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;MODE=LEGACY");
    DatabasePopulatorUtils.execute(
        new ResourceDatabasePopulator(
            new ClassPathResource("org/springframework/batch/core/schema-h2.sql")),
        database);
    transactions = new DataSourceTransactionManager(database);
    JdbcJobRepositoryFactoryBean factory = new JdbcJobRepositoryFactoryBean();
    factory.setDataSource(database);
    factory.setTransactionManager(transactions);
    factory.setIsolationLevelForCreate("ISOLATION_READ_COMMITTED");
    factory.afterPropertiesSet();
    repository = factory.getObject();
  }

  /** With the repository that remembers one execution. */
  static TestBatch6 inMemory() {
    return new TestBatch6(new ResourcelessJobRepository(), new ResourcelessTransactionManager());
  }

  private TestBatch6(JobRepository repository, PlatformTransactionManager transactions) {
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
      return framework.getCreateTime().atZone(ZoneId.systemDefault()).toInstant().toEpochMilli();
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
    TaskletStep step = new TaskletStep(repository);
    step.setName(name);
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
    Iterator<String> input = chunks.input().iterator();
    ChunkOrientedStepBuilder<String, String> builder =
        new ChunkOrientedStepBuilder<String, String>(name, repository, chunks.size())
            .transactionManager(transactions)
            .reader(
                () -> {
                  synchronized (input) {
                    return input.hasNext() ? input.next() : null;
                  }
                })
            .processor(chunks.items()::process)
            .writer(chunk -> chunks.written().chunk(chunk.getItems()));
    if (chunks.skipLimit() > 0) {
      builder.faultTolerant().skip(BadItem.class).skipLimit(chunks.skipLimit());
    }
    if (chunks.executor() != HERE) {
      builder.taskExecutor(new TaskExecutorAdapter(chunks.executor()));
    }
    return builder.build();
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
    PartitionStep step = new PartitionStep(repository);
    step.setName(name);
    step.setPartitionHandler(handler);
    step.setStepExecutionSplitter(
        new SimpleStepExecutionSplitter(repository, "part", new SimplePartitioner()));
    step.afterPropertiesSet();
    return step;
  }

  @Override
  public Object partitionedElsewhere(String name) throws Exception {
    PartitionStep step = new PartitionStep(repository);
    step.setName(name);
    step.setStepExecutionSplitter(
        new SimpleStepExecutionSplitter(repository, "part", new SimplePartitioner()));
    step.setPartitionHandler(
        (splitter, whole) -> {
          StepExecution part = splitter.split(whole, 1).iterator().next();
          StepExecution elsewhere =
              new StepExecution(part.getId(), part.getStepName(), whole.getJobExecution());
          elsewhere.setReadCount(1);
          elsewhere.incrementRollbackCount();
          elsewhere.setStatus(BatchStatus.COMPLETED);
          return Set.of(elsewhere);
        });
    step.afterPropertiesSet();
    return step;
  }

  @Override
  public Object nested(String name, Object job) throws Exception {
    JobStep step = new JobStep(repository);
    step.setName(name);
    step.setJob((Job) job);
    step.setJobOperator(operator(HERE));
    step.afterPropertiesSet();
    return step;
  }

  @Override
  public Object flowStep(String name, Object... steps) throws Exception {
    FlowStep step = new FlowStep(repository);
    step.setFlow(flow(name, steps));
    step.setName(name);
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
              throw new InvalidJobParametersException("No such day");
            });
  }

  @Override
  public void startAgainIfComplete(Object step) {
    ((AbstractStep) step).setAllowStartIfComplete(true);
  }

  @Override
  public Batch.Execution launch(Object job, Executor pool, Object parameters) throws Exception {
    if (pool == HERE) {
      return new Execution(operator(pool).start((Job) job, (JobParameters) parameters));
    }
    // why: the launcher writes to the row of the execution once more after it has handed it over,
    // and fails if the job's own thread was there before it
    CountDownLatch launched = new CountDownLatch(1);
    Executor afterwards = task -> pool.execute(() -> runAfter(launched, task));
    try {
      return new Execution(operator(afterwards).start((Job) job, (JobParameters) parameters));
    } finally {
      launched.countDown();
    }
  }

  private static void runAfter(CountDownLatch launched, Runnable task) {
    try {
      launched.await();
      task.run();
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Object parameters(Map<String, String> parameters) {
    JobParametersBuilder builder = new JobParametersBuilder();
    parameters.forEach(
        (name, value) ->
            builder.addString(name.replaceFirst("^-", ""), value, !name.startsWith("-")));
    return builder.toJobParameters();
  }

  TaskExecutorJobOperator operator(Executor pool) throws Exception {
    TaskExecutorJobOperator operator = new TaskExecutorJobOperator();
    operator.setJobRepository(repository);
    operator.setJobRegistry(registry);
    operator.setTaskExecutor(springs(pool));
    operator.afterPropertiesSet();
    return operator;
  }

  /** Only a registered job can be restarted by its execution. */
  void register(Object job) throws Exception {
    registry.register((Job) job);
  }

  @Override
  public void stop(Batch.Execution execution) throws Exception {
    JobExecution running = (JobExecution) execution.framework();
    // why: the operator of 6.0.0 does not tell the steps
    running.getStepExecutions().forEach(StepExecution::setTerminateOnly);
    try {
      operator(HERE).stop(running);
    } catch (OptimisticLockingFailureException changedMeanwhile) {
      // why: the job's own thread writes to the same row, and whoever stops a job asks again
      operator(HERE).stop(running);
    }
  }

  @Override
  public void executeAlone(Object step, String job) throws Exception {
    JobParameters none = new JobParameters();
    JobExecution execution =
        repository.createJobExecution(
            repository.createJobInstance(job, none), none, new ExecutionContext());
    StepExecution alone = repository.createStepExecution(((Step) step).getName(), execution);
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
    return true;
  }

  @Override
  public Class<? extends Throwable> refusal(String simpleName) {
    return switch (simpleName) {
      case "JobInstanceAlreadyCompleteException" -> JobInstanceAlreadyCompleteException.class;
      case "JobExecutionAlreadyRunningException" -> JobExecutionAlreadyRunningException.class;
      case "JobRestartException" -> JobRestartException.class;
      case "JobParametersInvalidException" -> InvalidJobParametersException.class;
      default -> throw new AssertionError(simpleName);
    };
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
