package io.batchmon.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PlatformWorkTest {
  private static void assertWork(Map<String, String> environment, String id, int attempt) {
    PlatformWork work = PlatformWork.of(environment);
    assertThat(work.id()).isEqualTo(id);
    assertThat(work.attempt()).isEqualTo(attempt);
  }

  @Test
  void eachPlatformNamesItsWorkAndTheAttempt() {
    assertWork(Map.of(), null, 1);
    assertWork(Map.of("AWS_BATCH_JOB_ID", "b29:3", "AWS_BATCH_JOB_ATTEMPT", "3"), "b29:3", 3);
    assertWork(Map.of("AWS_BATCH_JOB_ID", "b29", "AWS_BATCH_JOB_ATTEMPT", "x"), "b29", 1);
    assertWork(
        Map.of(
            "AIRFLOW_CTX_DAG_ID", "settlement",
            "AIRFLOW_CTX_TASK_ID", "load",
            "AIRFLOW_CTX_DAG_RUN_ID", "manual__1",
            "AIRFLOW_CTX_TRY_NUMBER", "2"),
        "settlement/load/manual__1",
        2);
    assertWork(
        Map.of(
            "CLOUD_RUN_EXECUTION", "settlement-x7k",
            "CLOUD_RUN_TASK_INDEX", "4",
            "CLOUD_RUN_TASK_ATTEMPT", "1"),
        "settlement-x7k/4",
        2);
  }
}
