package io.batchmon.agent.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The piece of work that a platform started this JVM for, and which attempt at it this is: AWS
 * Batch, Airflow, Google Cloud Run jobs, by the variables that they document. Immutable.
 */
public final class PlatformWork {
  private final @Nullable String id;
  private final int attempt;

  private PlatformWork(@Nullable String id, int attempt) {
    this.id = id;
    this.attempt = attempt;
  }

  /** As these environment variables say. */
  public static PlatformWork of(Map<String, String> environment) {
    String batch = environment.get("AWS_BATCH_JOB_ID");
    if (batch != null) {
      return new PlatformWork(batch, number(environment.get("AWS_BATCH_JOB_ATTEMPT"), 1));
    }
    String dag = environment.get("AIRFLOW_CTX_DAG_ID");
    String run = environment.get("AIRFLOW_CTX_DAG_RUN_ID");
    if (dag != null && run != null) {
      return new PlatformWork(
          dag + '/' + environment.get("AIRFLOW_CTX_TASK_ID") + '/' + run,
          number(environment.get("AIRFLOW_CTX_TRY_NUMBER"), 1));
    }
    String execution = environment.get("CLOUD_RUN_EXECUTION");
    if (execution != null) {
      // why: Cloud Run counts retries from 0
      return new PlatformWork(
          execution + '/' + environment.get("CLOUD_RUN_TASK_INDEX"),
          number(environment.get("CLOUD_RUN_TASK_ATTEMPT"), 0) + 1);
    }
    return new PlatformWork(null, 1);
  }

  private static int number(@Nullable String text, int otherwise) {
    try {
      return text == null ? otherwise : Integer.parseInt(text);
    } catch (NumberFormatException noNumber) {
      return otherwise;
    }
  }

  /** The platform's id, the same for all attempts; null where no platform is known. */
  public @Nullable String id() {
    return id;
  }

  /** 1 for the first. */
  public int attempt() {
    return attempt;
  }
}
