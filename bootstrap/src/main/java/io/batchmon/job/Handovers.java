package io.batchmon.job;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The door for work that one thread hands over to another: remembers which run a task was handed
 * over in, until a thread takes it up. Nothing of a task is changed or wrapped; it is known by
 * identity and held weakly. Outside a run nothing happens and nothing is allocated. No method
 * throws, blocks or does I/O.
 */
public final class Handovers {
  private static final int SLOTS = 1 << 12;
  private static final int PROBES = 16;

  // why: made with the first task that is handed over in a run, as most JVMs never do
  private static volatile @Nullable AtomicReferenceArray<Handover> table;

  private Handovers() {}

  private static final class Handover extends WeakReference<Object> {
    final OpenRun run;

    Handover(Object task, OpenRun run) {
      super(task);
      this.run = run;
    }
  }

  /** The calling thread hands this task over to whichever thread will {@link #begin} it. */
  public static void handOver(@Nullable Object task) {
    OpenRun run = task == null ? null : JobRuns.current();
    if (task == null || run == null || run == OpenRun.NONE) {
      return;
    }
    try {
      put(task, run);
    } catch (Throwable failure) {
      JobRuns.adviceFailed(failure, "handover");
    }
  }

  /** The task will not be run after all. */
  public static void takeBack(@Nullable Object task) {
    if (task != null) {
      take(task);
    }
  }

  /**
   * The calling thread takes up this task, and works for the run it was handed over in.
   *
   * @return what {@link #end} takes; null if it was handed over in no run
   */
  public static @Nullable Object begin(@Nullable Object task) {
    OpenRun run = task == null ? null : take(task);
    return run == null ? null : JobRuns.attach(run);
  }

  /** The calling thread is done with the task that it took up; null is ignored. */
  public static void end(@Nullable Object begun) {
    JobRuns.restore(begun);
  }

  private static void put(Object task, OpenRun run) {
    AtomicReferenceArray<Handover> slots = table;
    if (slots == null) {
      slots = made();
    }
    Handover handover = new Handover(task, run);
    int home = slotOf(task);
    for (int i = 0; i < PROBES; i++) {
      int slot = (home + i) & (SLOTS - 1);
      Handover there = slots.get(slot);
      if ((there == null || there.get() == null) && slots.compareAndSet(slot, there, handover)) {
        return;
      }
    }
    // why: where so many tasks wait at once, the latest is the one that is worth most
    slots.set(home, handover);
  }

  private static @Nullable OpenRun take(Object task) {
    AtomicReferenceArray<Handover> slots = table;
    if (slots == null) {
      return null;
    }
    int home = slotOf(task);
    for (int i = 0; i < PROBES; i++) {
      int slot = (home + i) & (SLOTS - 1);
      Handover there = slots.get(slot);
      if (there != null && there.get() == task && slots.compareAndSet(slot, there, null)) {
        return there.run;
      }
    }
    return null;
  }

  private static int slotOf(Object task) {
    int hash = System.identityHashCode(task);
    return (hash ^ (hash >>> 15)) & (SLOTS - 1);
  }

  private static synchronized AtomicReferenceArray<Handover> made() {
    AtomicReferenceArray<Handover> slots = table;
    if (slots == null) {
      slots = new AtomicReferenceArray<>(SLOTS);
      table = slots;
    }
    return slots;
  }
}
