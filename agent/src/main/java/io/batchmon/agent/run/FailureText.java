package io.batchmon.agent.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A failure as text: what may be kept after the run. A {@link Throwable} kept longer would pin the
 * application's class loader. Immutable.
 */
public final class FailureText {
  private static final int MAX_CAUSES = 8;
  private static final int OUTER_CAUSES = MAX_CAUSES / 2;
  private static final int MAX_DEPTH = 100;
  private static final int MAX_FRAMES = 64;
  private static final int MAX_MESSAGE = 8 * 1024;
  private static final int MAX_WORD = 1024;

  /** One exception of the cause chain. */
  public static final class Cause {
    private final String type;
    private final @Nullable String message;
    private final StackTraceElement[] frames;
    private final int omittedFrames;
    private final @Nullable String code;

    public Cause(
        String type,
        @Nullable String message,
        StackTraceElement[] frames,
        int omittedFrames,
        @Nullable String code) {
      this.type = type;
      this.message = message;
      this.frames = frames;
      this.omittedFrames = omittedFrames;
      this.code = code;
    }

    /** The exception's fully qualified class name. */
    public String type() {
      return type;
    }

    /** As thrown, not redacted, cut at 8 KiB; null where the exception has none. */
    public @Nullable String message() {
      return message;
    }

    /**
     * What its library knows beyond the type, such as {@code sql:23000/1062}, {@code http:404},
     * {@code errno:ENOSPC}; null where there is none.
     */
    public @Nullable String code() {
      return code;
    }

    /** Whether it is the same exception, seen again further out. */
    public boolean isSameAs(Cause other) {
      return type.equals(other.type)
          && Objects.equals(message, other.message)
          && Arrays.equals(frames, other.frames);
    }

    /** Innermost first; at most 64. */
    public List<StackTraceElement> frames() {
      return Collections.unmodifiableList(Arrays.asList(frames));
    }

    /** How many frames at the outer end were left out. */
    public int omittedFrames() {
      return omittedFrames;
    }
  }

  private final List<Cause> causes;
  private final int omittedCauses;

  private FailureText(List<Cause> causes, int omittedCauses) {
    this.causes = causes;
    this.omittedCauses = omittedCauses;
  }

  /**
   * Reads the exception and its causes, of a long chain both ends; what the application's exception
   * throws is survived.
   */
  public static FailureText of(Throwable failure) {
    List<Throwable> chain = new ArrayList<>(2);
    IdentityHashMap<Throwable, Boolean> seen = new IdentityHashMap<>();
    Throwable next = failure;
    while (next != null && chain.size() < MAX_DEPTH && seen.put(next, true) == null) {
      chain.add(next);
      next = causeAfter(next);
    }
    int omitted = Math.max(0, chain.size() - MAX_CAUSES);
    List<Cause> causes = new ArrayList<>(chain.size() - omitted);
    for (int i = 0; i < chain.size(); i++) {
      if (i < OUTER_CAUSES || i >= OUTER_CAUSES + omitted) {
        causes.add(causeOf(chain.get(i)));
      }
    }
    return new FailureText(causes, omitted);
  }

  /**
   * Of what was read elsewhere.
   *
   * @param causes from the outermost to the root cause; not empty
   */
  public static FailureText of(List<Cause> causes) {
    return new FailureText(new ArrayList<>(causes), 0);
  }

  /** Where nothing but the type can be had. */
  static FailureText ofType(String type) {
    return of(Collections.singletonList(new Cause(type, null, new StackTraceElement[0], 0, null)));
  }

  private static Cause causeOf(Throwable failure) {
    StackTraceElement[] all = framesOf(failure);
    int kept = Math.min(all.length, MAX_FRAMES);
    StackTraceElement[] frames = new StackTraceElement[kept];
    System.arraycopy(all, 0, frames, 0, kept);
    String message = messageOf(failure);
    return new Cause(
        failure.getClass().getName(),
        message,
        frames,
        all.length - kept,
        FailureCode.of(failure, message));
  }

  private static @Nullable String messageOf(Throwable failure) {
    try {
      String message = failure.getMessage();
      return message == null || message.length() <= MAX_MESSAGE
          ? message
          : message.substring(0, endOfWords(message));
    } catch (Throwable broken) {
      return "(getMessage threw " + broken.getClass().getName() + ")";
    }
  }

  // why: half a secret, or two of the four groups of a card, cannot be told from other text; so
  // neither
  // the word that is cut nor words with digits or capitals before it are kept, if they are short
  private static int endOfWords(String message) {
    int least = MAX_MESSAGE - MAX_WORD;
    int end = MAX_MESSAGE;
    boolean dropped = true;
    while (dropped && end > least) {
      int last = end;
      dropped = end == MAX_MESSAGE;
      while (end > least && message.charAt(end - 1) > ' ') {
        char c = message.charAt(--end);
        dropped |= Character.isDigit(c) || Character.isUpperCase(c);
      }
      if (!dropped) {
        return last;
      }
      while (end > least && message.charAt(end - 1) <= ' ') {
        end--;
      }
    }
    return end;
  }

  private static StackTraceElement[] framesOf(Throwable failure) {
    try {
      return failure.getStackTrace();
    } catch (Throwable broken) {
      return new StackTraceElement[0];
    }
  }

  private static @Nullable Throwable causeAfter(Throwable failure) {
    try {
      return failure.getCause();
    } catch (Throwable broken) {
      return null;
    }
  }

  /** The same with other messages, to be shown. */
  public FailureText withMessages(UnaryOperator<String> change) {
    List<Cause> changed = new ArrayList<>(causes.size());
    for (Cause cause : causes) {
      String message = cause.message == null ? null : change.apply(cause.message);
      changed.add(new Cause(cause.type, message, cause.frames, cause.omittedFrames, cause.code));
    }
    return new FailureText(changed, omittedCauses);
  }

  /** From the outermost exception to the root cause; at least one, at most 8. */
  public List<Cause> causes() {
    return Collections.unmodifiableList(causes);
  }

  public Cause outermost() {
    return causes.get(0);
  }

  public Cause root() {
    return causes.get(causes.size() - 1);
  }

  /** As {@link Throwable#printStackTrace()} prints it. */
  public String stackTrace() {
    StringBuilder text = new StringBuilder(1024);
    Cause enclosing = null;
    for (int i = 0; i < causes.size(); i++) {
      Cause cause = causes.get(i);
      if (omittedCauses > 0 && i == OUTER_CAUSES) {
        text.append("... ").append(omittedCauses).append(" causes in between\n");
      }
      text.append(enclosing == null ? "" : "Caused by: ").append(cause.type);
      if (cause.message != null) {
        text.append(": ").append(cause.message);
      }
      text.append('\n');
      appendFrames(text, cause, enclosing);
      enclosing = cause;
    }
    return text.toString();
  }

  private static void appendFrames(StringBuilder text, Cause cause, @Nullable Cause enclosing) {
    int last = cause.frames.length - 1;
    int shared = 0;
    if (enclosing != null && cause.omittedFrames == 0 && enclosing.omittedFrames == 0) {
      int other = enclosing.frames.length - 1;
      while (last >= 0 && other >= 0 && cause.frames[last].equals(enclosing.frames[other])) {
        last--;
        other--;
        shared++;
      }
    }
    for (int i = 0; i <= last; i++) {
      text.append("\tat ").append(cause.frames[i]).append('\n');
    }
    int more = shared + cause.omittedFrames;
    if (more > 0) {
      text.append("\t... ").append(more).append(" more\n");
    }
  }
}
