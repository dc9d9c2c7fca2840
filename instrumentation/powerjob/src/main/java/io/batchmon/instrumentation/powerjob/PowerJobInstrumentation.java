package io.batchmon.instrumentation.powerjob;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * PowerJob 4.3 and 5, the worker: the one method in which a job on one worker calls its processor
 * and retries it, the one in which tasks of all other jobs do, and what is told to the server.
 */
public final class PowerJobInstrumentation implements JobInstrumentation {
  private static final String CORE = "tech.powerjob.worker.core.";
  private static final String TRACKER = CORE + "tracker.task.";
  private static final String LIGHT = TRACKER + "light.LightTaskTracker";
  private static final String HEAVY = CORE + "processor.runnable.HeavyProcessorRunnable";
  private static final String PROCESSOR = CORE + "processor.sdk.BasicProcessor";
  private static final String BEAN = "tech.powerjob.worker.extension.processor.ProcessorBean";
  private static final String CONTEXT = CORE + "processor.TaskContext";
  private static final String INFO = "tech.powerjob.worker.pojo.model.InstanceInfo";
  private static final String TASK = "tech.powerjob.worker.persistence.TaskDO";
  private static final String REQUEST = "tech.powerjob.common.request.ServerScheduleJobReq";
  private static final String RUNTIME = "tech.powerjob.worker.common.WorkerRuntime";
  private static final String LOGGER = "org.slf4j.Logger";
  private static final String WARN = "warn";
  private static final String RUN = "innerRun";
  private static final String INSTANCE_INFO = "instanceInfo";

  @Override
  public String name() {
    return "powerjob";
  }

  @Override
  public List<Hook> hooks() {
    List<Hook> hooks = new ArrayList<>(light());
    hooks.addAll(tasks());
    hooks.addAll(trackers());
    return hooks;
  }

  private static List<Hook> light() {
    return Arrays.asList(
        Hook.on(LIGHT)
            .method("processTask")
            .field("taskContext", CONTEXT)
            .field(Hook.INHERITED + INSTANCE_INFO, INFO)
            .field("processorBean", BEAN)
            .field("stopFlag", "java.util.concurrent.atomic.AtomicBoolean")
            .field("timeoutFlag", "java.util.concurrent.atomic.AtomicBoolean")
            .advice(LightTaskAdvice.class),
        Hook.on(LIGHT)
            .method("processTask")
            .aroundCallsOf(PROCESSOR, "process")
            .advice(AttemptAdvice.class),
        Hook.on(LIGHT)
            .method("processTask")
            .aroundCallsOf(LOGGER, WARN)
            .advice(SwallowedAdvice.class),
        Hook.on(CORE + "processor.ProcessResult").method("isSuccess").advice(ResultAdvice.class));
  }

  private static List<Hook> tasks() {
    return Arrays.asList(
        Hook.on(HEAVY)
            .method(RUN)
            .field(INSTANCE_INFO, INFO)
            .field("task", TASK)
            .field("processorBean", BEAN)
            .advice(TaskAdvice.class),
        Hook.on(HEAVY)
            .method(
                "reportStatus",
                "tech.powerjob.worker.common.constants.TaskStatus",
                "java.lang.String",
                "java.lang.Integer",
                "java.util.Map")
            .field(INSTANCE_INFO, INFO)
            .field("task", TASK)
            .advice(ReportAdvice.class),
        Hook.on(HEAVY).method(RUN).aroundCallsOf(LOGGER, WARN).advice(SwallowedLastAdvice.class),
        Hook.on(HEAVY)
            .anyMethod("handleLastTask")
            .aroundCallsOf(LOGGER, WARN)
            .advice(SwallowedLastAdvice.class),
        Hook.on(HEAVY)
            .anyMethod("handleBroadcastRootTask")
            .aroundCallsOf(LOGGER, WARN)
            .advice(SwallowedAdvice.class));
  }

  private static List<Hook> trackers() {
    return Arrays.asList(
        Hook.on(TRACKER + "heavy.CommonTaskTracker")
            .method("initTaskTracker", REQUEST)
            .advice(JobAdvice.class),
        Hook.on(TRACKER + "TaskTracker")
            .method(
                "reportFinalStatusThenDestroy",
                RUNTIME,
                "tech.powerjob.common.request.TaskTrackerReportInstanceStatusReq")
            .advice(VerdictAdvice.class),
        Hook.on(TRACKER + "heavy.HeavyTaskTracker").method("destroy").advice(DestroyAdvice.class),
        Hook.on(TRACKER + "TaskTracker")
            .method("reportCreateErrorToServer", REQUEST, RUNTIME, "java.lang.Exception")
            .aroundCallsOf(LOGGER, WARN)
            .advice(NotCreatedAdvice.class),
        Hook.on(CORE + "tracker.processor.ProcessorTracker")
            .method("submitTask", TASK)
            .field(INSTANCE_INFO, INFO)
            .field("lethalReason", "java.lang.String")
            .advice(LethalAdvice.class));
  }
}
