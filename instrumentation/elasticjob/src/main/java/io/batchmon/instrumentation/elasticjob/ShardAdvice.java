package io.batchmon.instrumentation.elasticjob;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import org.apache.shardingsphere.elasticjob.api.ElasticJob;
import org.apache.shardingsphere.elasticjob.api.JobConfiguration;
import org.apache.shardingsphere.elasticjob.infra.listener.ShardingContexts;
import org.apache.shardingsphere.elasticjob.tracing.event.JobExecutionEvent;
import org.jspecify.annotations.Nullable;

/** Called around a shard of ElasticJob 3, in a thread of its own unless it is the only one. */
public final class ShardAdvice {
  private ShardAdvice() {}

  public static OpenRun enter(
      Object executor,
      JobConfiguration configuration,
      ShardingContexts contexts,
      int item,
      JobExecutionEvent event,
      @Nullable ElasticJob job) {
    Object firing = JobRuns.noted(executor);
    OpenRun parent = null;
    if (firing instanceof Object[]) {
      ((Object[]) firing)[3] = true;
      parent = (OpenRun) ((Object[]) firing)[0];
    }
    JobName name = JobName.of("elasticjob", contexts.getJobName(), "shard " + item);
    JobRun.Builder run = JobRun.builder(RunKind.STEP, name);
    run.attribute("batch.shard.index", item);
    run.attribute("batch.shard.total", contexts.getShardingTotalCount());
    run.instanceId(contexts.getTaskId());
    run.trigger(String.valueOf(event.getSource()));
    if (job != null) {
      run.code(JobName.writtenClass(job.getClass().getName()), "execute");
    }
    return JobRuns.begin(run.build(), null, parent);
  }

  public static void exit(OpenRun run, Object executor, @Nullable Throwable thrown) {
    Object here = JobRuns.noted(Thread.currentThread());
    Object failure = here;
    if (here instanceof Object[]) {
      failure = ((Object[]) here)[4];
      ((Object[]) here)[4] = null;
    } else if (here instanceof Throwable) {
      JobRuns.takeNote(Thread.currentThread());
    }
    if (!(failure instanceof Throwable)) {
      failure = thrown;
    }
    Object firing = JobRuns.noted(executor);
    if (failure != null && firing instanceof Object[] && ((Object[]) firing)[1] == null) {
      ((Object[]) firing)[1] = failure;
    }
    JobRuns.end(
        run, failure == null ? RunResult.succeeded() : RunResult.failed((Throwable) failure));
  }
}
