package io.batchmon.instrumentation.executor;

import io.batchmon.instrumentation.api.Hook;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where the JDK hands work from one thread to another, in JDK 8 to 25. */
final class HandoverHooks {
  private static final String PACKAGE = "java.util.concurrent.";
  private static final String POOL = PACKAGE + "ThreadPoolExecutor";
  private static final String FORK_JOIN_POOL = PACKAGE + "ForkJoinPool";
  private static final String FORK_JOIN_TASK = PACKAGE + "ForkJoinTask";
  private static final String FUTURE = PACKAGE + "CompletableFuture";
  private static final String EXECUTOR = PACKAGE + "Executor";
  private static final String STAGE = PACKAGE + "CompletionStage";
  private static final String RUNNABLE = "java.lang.Runnable";
  private static final String FUNCTION = "java.util.function.Function";
  private static final String BI_FUNCTION = "java.util.function.BiFunction";
  private static final String CONSUMER = "java.util.function.Consumer";
  private static final String BI_CONSUMER = "java.util.function.BiConsumer";

  private HandoverHooks() {}

  static List<Hook> all() {
    List<Hook> hooks = new ArrayList<>();
    hooks.addAll(threadPools());
    hooks.addAll(forkJoin());
    hooks.addAll(futures());
    hooks.addAll(virtualThreads());
    return hooks;
  }

  private static List<Hook> threadPools() {
    return Arrays.asList(
        Hook.on(POOL).method("execute", RUNNABLE).lazily().advice(ExecuteAdvice.class),
        Hook.on(POOL)
            .method("runWorker", POOL + "$Worker")
            .aroundCallsOf(POOL, "beforeExecute")
            .lazily()
            .advice(BeforeTaskAdvice.class),
        Hook.on(POOL).method("getTask").returned().lazily().advice(NextTaskAdvice.class),
        Hook.on(POOL)
            .method("reject", RUNNABLE)
            .field("handler", PACKAGE + "RejectedExecutionHandler")
            .lazily()
            .advice(RejectAdvice.class),
        Hook.on(POOL).method("remove", RUNNABLE).returned().lazily().advice(RemoveAdvice.class),
        Hook.on(PACKAGE + "ScheduledThreadPoolExecutor")
            .method("delayedExecute", PACKAGE + "RunnableScheduledFuture")
            .lazily()
            .advice(ScheduleAdvice.class));
  }

  private static List<Hook> forkJoin() {
    return Arrays.asList(
        Hook.on(FORK_JOIN_TASK).method("fork").lazily().advice(ForkAdvice.class),
        Hook.on(FORK_JOIN_TASK).method("doExec").lazily().advice(DoExecAdvice.class),
        // why: all submissions pass here in 8, those of other threads up to 17
        Hook.on(FORK_JOIN_POOL)
            .method("externalPush", FORK_JOIN_TASK)
            .optional()
            .lazily()
            .advice(SubmitAdvice.class),
        // why: all submissions from 11 to 17, and those that ask for it since 19
        Hook.on(FORK_JOIN_POOL)
            .method("externalSubmit", FORK_JOIN_TASK)
            .optional()
            .lazily()
            .advice(SubmitAdvice.class),
        Hook.on(FORK_JOIN_POOL)
            .method("poolSubmit", "boolean", FORK_JOIN_TASK)
            .optional()
            .lazily()
            .advice(PoolSubmitAdvice.class),
        Hook.on(FORK_JOIN_POOL)
            .method("schedule", RUNNABLE, "long", PACKAGE + "TimeUnit")
            .replacingArgument(0)
            .optional()
            .lazily()
            .advice(FirstArgumentAdvice.class),
        Hook.on(FORK_JOIN_POOL)
            .method("schedule", PACKAGE + "Callable", "long", PACKAGE + "TimeUnit")
            .replacingArgument(0)
            .optional()
            .lazily()
            .advice(FirstArgumentAdvice.class));
  }

  private static List<Hook> futures() {
    return Arrays.asList(
        stage("asyncSupplyStage", 1, EXECUTOR, "java.util.function.Supplier")
            .advice(AsyncStageAdvice.class),
        stage("asyncRunStage", 1, EXECUTOR, RUNNABLE).advice(AsyncStageAdvice.class),
        stage("completeAsync", 0, "java.util.function.Supplier", EXECUTOR)
            .optional()
            .advice(FirstArgumentAdvice.class),
        stage("uniApplyStage", 1, EXECUTOR, FUNCTION).advice(StageAdvice.class),
        stage("uniAcceptStage", 1, EXECUTOR, CONSUMER).advice(StageAdvice.class),
        stage("uniRunStage", 1, EXECUTOR, RUNNABLE).advice(StageAdvice.class),
        stage("uniComposeStage", 1, EXECUTOR, FUNCTION).advice(StageAdvice.class),
        stage("uniWhenCompleteStage", 1, EXECUTOR, BI_CONSUMER).advice(StageAdvice.class),
        stage("uniHandleStage", 1, EXECUTOR, BI_FUNCTION).advice(HandleStageAdvice.class),
        stage("uniExceptionallyStage", 0, FUNCTION).alternative().advice(FirstArgumentAdvice.class),
        stage("uniExceptionallyStage", 1, EXECUTOR, FUNCTION)
            .alternative()
            .advice(StageAdvice.class),
        stage("uniComposeExceptionallyStage", 1, EXECUTOR, FUNCTION)
            .optional()
            .advice(StageAdvice.class),
        stage("biApplyStage", 2, EXECUTOR, STAGE, BI_FUNCTION).advice(CombineStageAdvice.class),
        stage("biAcceptStage", 2, EXECUTOR, STAGE, BI_CONSUMER).advice(PairStageAdvice.class),
        stage("biRunStage", 2, EXECUTOR, STAGE, RUNNABLE).advice(PairStageAdvice.class),
        stage("orApplyStage", 2, EXECUTOR, STAGE, FUNCTION).advice(PairStageAdvice.class),
        stage("orAcceptStage", 2, EXECUTOR, STAGE, CONSUMER).advice(PairStageAdvice.class),
        stage("orRunStage", 2, EXECUTOR, STAGE, RUNNABLE).advice(PairStageAdvice.class));
  }

  private static Hook.Builder stage(String method, int function, String... types) {
    return Hook.on(FUTURE).method(method, types).replacingArgument(function).lazily();
  }

  private static List<Hook> virtualThreads() {
    return Arrays.asList(
        Hook.on("java.lang.VirtualThread")
            .method("start", "jdk.internal.vm.ThreadContainer")
            .lazily()
            .advice(VirtualStartAdvice.class),
        Hook.on("java.lang.VirtualThread")
            .method("run", RUNNABLE)
            .lazily()
            .advice(VirtualRunAdvice.class));
  }
}
