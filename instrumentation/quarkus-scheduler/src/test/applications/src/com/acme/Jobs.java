package com.acme;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.ScheduledExecution;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.util.concurrent.CompletionStage;

/** Each is off unless a property says when it is due. */
public class Jobs {
  @Scheduled(every = "{plain}")
  void plain() {
    Work.of("plain");
  }

  @Scheduled(cron = "{clock}")
  void clock() {
    Work.of("clock");
  }

  @Scheduled(every = "{named}", identity = "nightly")
  void named(ScheduledExecution execution) {
    Work.of("named");
  }

  @Scheduled(every = "{checked}")
  void checked() throws IOException {
    Work.of("checked");
    throw new IOException("No file");
  }

  @Scheduled(every = "{stage}")
  @SuppressWarnings("unchecked")
  CompletionStage<Void> stage() {
    return (CompletionStage<Void>) Work.of("stage");
  }

  @Scheduled(every = "{uni}")
  @SuppressWarnings("unchecked")
  Uni<Void> uni() {
    return Uni.createFrom().completionStage((CompletionStage<Void>) Work.of("uni"));
  }

  @Scheduled(every = "{alone}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void alone() {
    Work.of("alone");
  }

  /** In a class of a class. */
  public static class Inner {
    @Scheduled(every = "{inner}")
    void inside() {
      Work.of("inside");
    }
  }

  /** Is asked before its own job: what has one is a bean in all versions. */
  public static class Picky implements Scheduled.SkipPredicate {
    @Override
    public boolean test(ScheduledExecution execution) {
      return (Boolean) Work.of("unwanted");
    }

    @Scheduled(every = "{wanted}", identity = "wanted", skipExecutionIf = Picky.class)
    void wanted() {
      Work.of("wanted");
    }
  }
}
