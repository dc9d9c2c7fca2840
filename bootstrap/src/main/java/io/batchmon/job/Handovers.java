package io.batchmon.job;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReference;
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

  /** Of the hash of a task that nobody handed over, to look every so often whether any waits. */
  private static final int SWEEPING_BITS = 0x3ff;

  // why: made with the first task that is handed over in a run, as most JVMs never do
  private static final AtomicReference<@Nullable AtomicReferenceArray<Handover>> TABLE =
      new AtomicReference<>();

  // why: the first look at the identity of an object is dear (20 ns), and most tasks of most JVMs
  // were handed over in no run: while none waits, nobody looks
  private static final Object NONE = new Object();

  private static final Object SOME = new Object();

  /** Whether tasks wait: one of the two, or an object of whoever is about to find out. */
  private static final AtomicReference<Object> WAITING = new AtomicReference<>(NONE);

  /** What each worker has taken up, alone in an array: to change that is cheaper than to set. */
  private static final ThreadLocal<@Nullable Object[]> TAKEN_UP =
      new ThreadLocal<@Nullable Object[]>() {
        @Override
        protected @Nullable Object[] initialValue() {
          return new Object[1];
        }
      };

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
    handOver(task, false);
  }

  /**
   * As {@link #handOver}, of a task that can wait in one place only: seen again before it is begun,
   * it is still the same task.
   */
  public static void handOverOnce(@Nullable Object task) {
    handOver(task, true);
  }

  private static void handOver(@Nullable Object task, boolean once) {
    OpenRun run = task == null ? null : JobRuns.current();
    if (task == null || run == null || run == OpenRun.NONE) {
      return;
    }
    try {
      put(task, run, once);
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

  /**
   * As {@link #begin}, for executors where begin and end are told by two methods. The thread takes
   * up one task at a time.
   */
  public static void takeUp(@Nullable Object task) {
    Object begun = begin(task);
    if (begun != null) {
      TAKEN_UP.get()[0] = begun;
    }
  }

  /** As {@link #takeUp}, where the thread may have taken up this task already. */
  public static void takeUpFirst(@Nullable Object task) {
    if (WAITING.get() != NONE && TAKEN_UP.get()[0] == null) {
      takeUp(task);
    }
  }

  /** As {@link #end}, of what the thread has taken up; ignored if that is nothing. */
  public static void putDown() {
    if (TABLE.get() == null) {
      return;
    }
    Object[] mine = TAKEN_UP.get();
    Object begun = mine[0];
    if (begun != null) {
      mine[0] = null;
      end(begun);
    }
  }

  private static void put(Object task, OpenRun run, boolean once) {
    AtomicReferenceArray<Handover> slots = TABLE.get();
    if (slots == null) {
      // why: no lock, for the thread may be one that must not wait, such as a carrier
      TABLE.compareAndSet(null, new AtomicReferenceArray<>(SLOTS));
      slots = TABLE.get();
    }
    if (slots != null) {
      put(slots, new Handover(task, run), task, once);
      if (WAITING.get() != SOME) {
        WAITING.set(SOME);
      }
    }
  }

  private static void put(
      AtomicReferenceArray<Handover> slots, Handover handover, Object task, boolean once) {
    int home = slotOf(System.identityHashCode(task));
    for (int i = 0; i < PROBES; i++) {
      int slot = (home + i) & (SLOTS - 1);
      Handover there = slots.get(slot);
      Object waiting = there == null ? null : there.get();
      if ((waiting == null || (once && waiting == task))
          && slots.compareAndSet(slot, there, handover)) {
        return;
      }
    }
    // why: where so many tasks wait at once, the latest is the one that is worth most
    slots.set(home, handover);
  }

  private static @Nullable OpenRun take(Object task) {
    AtomicReferenceArray<Handover> slots = TABLE.get();
    if (slots == null || WAITING.get() == NONE) {
      return null;
    }
    int hash = System.identityHashCode(task);
    int home = slotOf(hash);
    for (int i = 0; i < PROBES; i++) {
      int slot = (home + i) & (SLOTS - 1);
      Handover there = slots.get(slot);
      if (there != null && there.get() == task && slots.compareAndSet(slot, there, null)) {
        return there.run;
      }
    }
    if (((hash >>> 12) & SWEEPING_BITS) == 0) {
      sweep(slots);
    }
    return null;
  }

  /** Finds out whether no task waits any more; a few microseconds. */
  private static void sweep(AtomicReferenceArray<Handover> slots) {
    Object sweeper = new Object();
    if (!WAITING.compareAndSet(SOME, sweeper)) {
      return;
    }
    boolean none = true;
    for (int slot = 0; slot < SLOTS; slot++) {
      Handover there = slots.get(slot);
      if (there != null && (there.get() != null || !slots.compareAndSet(slot, there, null))) {
        none = false;
      }
    }
    // why: whoever hands a task over meanwhile says SOME once it is in its slot
    WAITING.compareAndSet(sweeper, none ? NONE : SOME);
  }

  private static int slotOf(int hash) {
    return (hash ^ (hash >>> 15)) & (SLOTS - 1);
  }
}
