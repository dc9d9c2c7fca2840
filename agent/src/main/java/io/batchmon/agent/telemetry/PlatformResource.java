package io.batchmon.agent.telemetry;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who started the JVM as a piece of work: AWS Batch, Airflow, Cloud Run, a Kubernetes Job. */
final class PlatformResource {
  private static final int MINUTES_DIGITS = 8;
  private static final int SUFFIX_LENGTH = 5;

  private final Surroundings surroundings;
  private final Map<String, Object> found;

  PlatformResource(Surroundings surroundings, Map<String, Object> found) {
    this.surroundings = surroundings;
    this.found = found;
  }

  void detect() {
    variable("aws.batch.job.id", "AWS_BATCH_JOB_ID");
    number("aws.batch.job.attempt", "AWS_BATCH_JOB_ATTEMPT");
    number("aws.batch.job.array_index", "AWS_BATCH_JOB_ARRAY_INDEX");
    number("aws.batch.job.node_index", "AWS_BATCH_JOB_NODE_INDEX");
    variable("aws.batch.job_queue.name", "AWS_BATCH_JQ_NAME");
    variable("aws.batch.compute_environment.name", "AWS_BATCH_CE_NAME");
    variable("airflow.dag_id", "AIRFLOW_CTX_DAG_ID");
    variable("airflow.task_id", "AIRFLOW_CTX_TASK_ID");
    variable("airflow.run_id", "AIRFLOW_CTX_DAG_RUN_ID");
    number("airflow.try_number", "AIRFLOW_CTX_TRY_NUMBER");
    variable("airflow.logical_date", "AIRFLOW_CTX_LOGICAL_DATE");
    if (!found.containsKey("airflow.logical_date")) {
      variable("airflow.logical_date", "AIRFLOW_CTX_EXECUTION_DATE");
    }
    if (surroundings.variable("CLOUD_RUN_JOB") != null) {
      found.put("cloud.provider", "gcp");
      found.put("cloud.platform", "gcp_cloud_run");
      variable("faas.name", "CLOUD_RUN_JOB");
      variable("gcp.cloud_run.job.execution", "CLOUD_RUN_EXECUTION");
      number("gcp.cloud_run.job.task_index", "CLOUD_RUN_TASK_INDEX");
    }
    Object pod = found.get("k8s.pod.name");
    if (pod != null) {
      kubernetesJob(pod.toString());
    }
  }

  private void variable(String name, String variable) {
    String value = surroundings.variable(variable);
    if (value != null) {
      found.put(name, value);
    }
  }

  private void number(String name, String variable) {
    String value = surroundings.variable(variable);
    try {
      if (value != null) {
        found.put(name, Long.parseLong(value));
      }
    } catch (NumberFormatException noNumber) {
      found.put(name, value);
    }
  }

  /**
   * A CronJob names its Jobs {@code <cronjob>-<minutes since 1970>}, a Job its pods {@code <job>-<5
   * characters>}, an indexed Job its hosts {@code <job>-<index>}. A pod of a plain Job looks like
   * one of a DaemonSet, so its job is known only if the environment says so.
   */
  private void kubernetesJob(String pod) {
    String index = surroundings.variable("JOB_COMPLETION_INDEX");
    String job = index == null ? null : before(surroundings.variable("HOSTNAME"), '-' + index);
    int suffix = pod.lastIndexOf('-');
    if (job == null && suffix > 0 && pod.length() - suffix - 1 == SUFFIX_LENGTH) {
      String owner = pod.substring(0, suffix);
      job = minutesAt(owner) > 0 ? owner : null;
    }
    if (job != null && !found.containsKey("k8s.job.name")) {
      found.put("k8s.job.name", job);
    }
    Object named = found.get("k8s.job.name");
    int minutes = named == null ? -1 : minutesAt(named.toString());
    if (named != null && minutes > 0 && !found.containsKey("k8s.cronjob.name")) {
      found.put("k8s.cronjob.name", named.toString().substring(0, minutes));
    }
  }

  private static @Nullable String before(@Nullable String text, String end) {
    return text != null && text.endsWith(end) && text.length() > end.length()
        ? text.substring(0, text.length() - end.length())
        : null;
  }

  /** Where {@code -<minutes>} begins at the end of a name; -1 if it does not end so. */
  private static int minutesAt(String name) {
    int dash = name.lastIndexOf('-');
    if (dash <= 0 || name.length() - dash - 1 != MINUTES_DIGITS) {
      return -1;
    }
    for (int i = dash + 1; i < name.length(); i++) {
      if (name.charAt(i) < '0' || name.charAt(i) > '9') {
        return -1;
      }
    }
    return dash;
  }
}
