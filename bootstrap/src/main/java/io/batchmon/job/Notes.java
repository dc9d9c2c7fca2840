package io.batchmon.job;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Notes about objects, held weakly and by identity. Thread-safe; takes no lock to look. */
final class Notes {
  private static final int MOST = 10_000;

  private final Map<Object, Object> notes = new ConcurrentHashMap<>();
  private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

  /** A key that stays findable, for its removal, after its object is gone. */
  private static final class Key extends WeakReference<Object> {
    private final int hash;

    Key(Object about, @Nullable ReferenceQueue<Object> queue) {
      super(about, queue);
      this.hash = System.identityHashCode(about);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      if (this == other) {
        return true;
      }
      if (!(other instanceof Key)) {
        return false;
      }
      Object about = get();
      return about != null && about == ((Key) other).get();
    }
  }

  void put(Object about, Object note) {
    put(about, note, MOST);
  }

  /** As {@link #put(Object, Object)}, while there are fewer than so many. */
  void put(Object about, Object note, int most) {
    for (Reference<?> gone = collected.poll(); gone != null; gone = collected.poll()) {
      notes.remove(gone);
    }
    if (notes.size() < most) {
      notes.put(new Key(about, collected), note);
    }
  }

  @Nullable Object get(Object about) {
    return notes.isEmpty() ? null : notes.get(new Key(about, null));
  }

  @Nullable Object remove(Object about) {
    return notes.isEmpty() ? null : notes.remove(new Key(about, null));
  }
}
