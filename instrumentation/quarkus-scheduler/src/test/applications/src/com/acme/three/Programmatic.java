package com.acme.three;

import com.acme.Work;
import io.quarkus.arc.Arc;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduler;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletionStage;

/** What Quarkus 2 does not have. */
public class Programmatic {
  @Scheduled(every = "{virtual}")
  @RunOnVirtualThread
  void virtual() {
    Work.of("virtual");
  }

  /** Called by whoever started the application. */
  @SuppressWarnings("unchecked")
  public static void schedule() {
    Scheduler scheduler = Arc.container().instance(Scheduler.class).get();
    scheduler
        .newJob("by hand")
        .setInterval("1h")
        .setTask(execution -> Work.of("by hand"))
        .schedule();
    scheduler
        .newJob("later")
        .setInterval("1h")
        .setAsyncTask(
            execution -> Uni.createFrom().completionStage((CompletionStage<Void>) Work.of("later")))
        .schedule();
  }
}
