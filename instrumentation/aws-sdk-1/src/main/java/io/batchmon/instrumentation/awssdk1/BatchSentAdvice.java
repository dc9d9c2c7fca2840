package io.batchmon.instrumentation.awssdk1;

import com.amazonaws.services.sqs.model.BatchResultErrorEntry;
import com.amazonaws.services.sqs.model.SendMessageBatchResult;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to a batch was read, inside the operation that sent it. */
public final class BatchSentAdvice {
  private BatchSentAdvice() {}

  public static void exit(
      Object unmarshaller,
      @Nullable Object context,
      @Nullable SendMessageBatchResult sent,
      @Nullable Throwable thrown) {
    OpenRun call = JobRuns.current();
    if (sent == null || call == null || call.kind() != RunKind.CALL) {
      return;
    }
    List<BatchResultErrorEntry> refused = sent.getFailed();
    if (!refused.isEmpty()) {
      String code = refused.get(0).getCode();
      call.verdict(
          RunResult.failed(
              refused.size() + " of the batch refused: " + code, code == null ? "_OTHER" : code));
    }
  }
}
