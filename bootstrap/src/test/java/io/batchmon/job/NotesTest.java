package io.batchmon.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;

class NotesTest {
  private final Notes notes = new Notes();

  @Test
  void noteIsFoundByIdentity() {
    String about = new String("a");
    notes.put(about, 1);
    notes.put(about, 2);
    assertThat(notes.get(about)).isEqualTo(2);
    assertThat(notes.get(new String("a"))).isNull();
    assertThat(notes.remove(about)).isEqualTo(2);
    assertThat(notes.get(about)).isNull();
  }

  @Test
  void objectIsNotKeptAndItsNoteGoesWithIt() {
    WeakReference<Object> note = new WeakReference<>(new Object());
    notes.put(new Object(), note.get());
    for (int i = 0; i < 50 && note.get() != null; i++) {
      System.gc();
      notes.put(this, "makes room");
    }
    assertThat(note.get()).isNull();
  }

  @Test
  void numberOfNotesIsLimited() {
    Object[] held = new Object[10_001];
    for (int i = 0; i < held.length; i++) {
      held[i] = new Object();
      notes.put(held[i], i);
    }
    assertThat(notes.get(held[9_999])).isEqualTo(9_999);
    assertThat(notes.get(held[10_000])).isNull();
  }
}
