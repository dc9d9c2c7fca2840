package io.batchmon.instrumentation.xxljob;

import com.xxl.job.core.handler.IJobHandler;
import com.xxl.job.core.handler.impl.GlueJobHandler;
import com.xxl.job.core.handler.impl.ScriptJobHandler;
import io.batchmon.job.JobRuns;
import org.jspecify.annotations.Nullable;

/**
 * Called before a job is given its thread. What was never registered has the job's number alone.
 */
public final class JobThreadAdvice {
  private JobThreadAdvice() {}

  public static void enter(int jobId, @Nullable IJobHandler handler) {
    if (handler == null || JobRuns.noted(handler) != null) {
      return;
    }
    String kind = "job-";
    if (handler instanceof GlueJobHandler) {
      kind = "glue-";
    } else if (handler instanceof ScriptJobHandler) {
      kind = "script-";
    }
    JobRuns.note(handler, new String[] {kind + jobId, null, null});
  }
}
