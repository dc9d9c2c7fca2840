package io.batchmon.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tasks on their way from one thread to another. */
class HandoversTest {
  private final Remembering listener = new Remembering();

  @BeforeEach
  void listen() {
    JobRuns.listen(listener);
  }

  @AfterEach
  void stop() {
    JobRuns.listen(null);
  }

  @Test
  void taskIsTakenUpOnceInTheRunItWasHandedOverIn() {
    Object task = new Object();
    listener.current = new Open("settlement");

    Handovers.handOver(task);
    Object begun = Handovers.begin(task);
    Handovers.end(begun);

    assertThat(Handovers.begin(task)).isNull();
    assertThat(listener.told).containsExactly("attach settlement", "restore settlement");
  }

  @Test
  void sameTaskMayBeHandedOverAgainAndAgain() {
    Runnable task = () -> {};
    for (String name : List.of("first", "second", "third")) {
      listener.current = new Open(name);
      Handovers.handOver(task);
    }

    assertThat(Handovers.begin(task)).isNotNull();
    assertThat(Handovers.begin(task)).isNotNull();
    assertThat(Handovers.begin(task)).isNotNull();
    assertThat(Handovers.begin(task)).isNull();
    assertThat(listener.told).containsExactly("attach first", "attach second", "attach third");
  }

  @Test
  void taskThatCanWaitInOnePlaceOnlyIsHandedOverByTheLast() {
    Object task = new Object();
    for (String name : List.of("first", "second")) {
      listener.current = new Open(name);
      Handovers.handOverOnce(task);
    }

    assertThat(Handovers.begin(task)).isNotNull();
    assertThat(Handovers.begin(task)).isNull();
    assertThat(listener.told).containsExactly("attach second");
  }

  @Test
  void threadPutsDownWhatItTookUp() {
    Object task = new Object();
    listener.current = new Open("settlement");
    Handovers.handOver(task);

    Handovers.putDown();
    Handovers.takeUp(task);
    Handovers.takeUpFirst(task);
    Handovers.takeUp(new Object());
    Handovers.putDown();
    Handovers.putDown();

    assertThat(listener.told).containsExactly("attach settlement", "restore settlement");
  }

  @Test
  void taskIsFoundAlthoughManyThatWereNotHandedOverCameBefore() {
    Object task = new Object();
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 20_000; i++) {
        assertThat(Handovers.begin(new Object())).isNull();
      }
      listener.current = new Open("settlement");
      Handovers.handOver(task);
      listener.current = null;
      if (round % 2 == 0) {
        assertThat(Handovers.begin(task)).isNotNull();
      }
    }
    assertThat(Handovers.begin(task)).isNotNull();
  }

  @Test
  void taskIsFoundWhileOthersLookWhetherAnyWaits() throws InterruptedException {
    AtomicBoolean done = new AtomicBoolean();
    List<Thread> looking = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Thread thread =
          new Thread(
              () -> {
                while (!done.get()) {
                  Handovers.begin(new Object());
                }
              });
      thread.start();
      looking.add(thread);
    }
    listener.current = new Open("settlement");
    int found = 0;
    for (int i = 0; i < 200_000; i++) {
      Object task = new Object();
      Handovers.handOver(task);
      found += Handovers.begin(task) == null ? 0 : 1;
    }
    done.set(true);
    for (Thread thread : looking) {
      thread.join();
    }

    assertThat(found).isEqualTo(200_000);
  }

  @Test
  void outsideARunNothingIsRemembered() {
    Object task = new Object();

    Handovers.handOver(task);
    listener.current = OpenRun.NONE;
    Handovers.handOver(task);
    Handovers.handOver(null);

    assertThat(Handovers.begin(task)).isNull();
    assertThat(Handovers.begin(null)).isNull();
    assertThat(listener.told).isEmpty();
  }

  @Test
  void taskThatIsNotRunIsTakenBack() {
    Object task = new Object();
    listener.current = new Open("settlement");

    Handovers.handOver(task);
    Handovers.takeBack(task);

    assertThat(Handovers.begin(task)).isNull();
  }

  @Test
  void ofVeryManyWaitingTasksTheLatestIsKept() {
    listener.current = new Open("settlement");
    List<Object> waiting = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      waiting.add(new Object());
      Handovers.handOver(waiting.get(i));
    }

    assertThat(Handovers.begin(waiting.get(waiting.size() - 1))).isNotNull();
    long kept = waiting.stream().filter(task -> Handovers.begin(task) != null).count();
    assertThat(kept).isBetween(1_000L, 4_096L);
  }

  @Test
  void whatListensMayThrow() {
    Object task = new Object();
    listener.current = new Open("settlement");
    Handovers.handOver(task);
    listener.throwing = true;

    assertThat(Handovers.begin(task)).isNull();
    Handovers.handOver(task);
    assertThat(listener.told).contains("failed door java.lang.AssertionError");
  }

  private record Open(String name) implements OpenRun {
    @Override
    public void end(RunResult result) {}

    @Override
    public void leave() {}

    @Override
    public boolean stopRequested() {
      return false;
    }

    @Override
    public RunKind kind() {
      return RunKind.JOB;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final class Remembering implements RunListener {
    private final List<String> told = new ArrayList<>();
    private OpenRun current;
    private boolean throwing;

    @Override
    public OpenRun started(JobRun run, Object owner, OpenRun parent) {
      return OpenRun.NONE;
    }

    @Override
    public OpenRun open(Object owner, boolean inAnyThread) {
      return null;
    }

    @Override
    public OpenRun current() {
      fail();
      return current;
    }

    @Override
    public Object attach(OpenRun run) {
      fail();
      told.add("attach " + run);
      return run;
    }

    @Override
    public void restore(Object before) {
      told.add("restore " + before);
    }

    private void fail() {
      if (throwing) {
        throw new AssertionError();
      }
    }

    @Override
    public void stopRequested(JobName name, String instanceId, boolean requested) {}

    @Override
    public void missed(JobName name, long scheduledMillis, String reason) {}

    @Override
    public void adviceFailed(String hook, Throwable failure) {
      told.add("failed " + hook + " " + failure);
    }
  }
}
