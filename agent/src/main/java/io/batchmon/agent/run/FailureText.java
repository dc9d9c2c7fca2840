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
  private static final int MAX_FRAMES = 64;
  private static final int MAX_MESSAGE = 8 * 1024;
  private static final int MAX_WORD = 1024;

  /** One exception of the cause chain. */
  public static final class Cause {
    private final String type;
    private final @Nullable String message;
    private final StackTraceElement[] frames;
    private final int omittedFrames;

    public Cause(
        String type, @Nullable String message, StackTraceElement[] frames, int omittedFrames) {
      this.type = type;
      this.message = message;
      this.frames = frames;
      this.omittedFrames = omittedFrames;
    }

    /** The exception's fully qualified class name. */
    public String type() {
      return type;
    }

    /** As thrown, not redacted, cut at 8 KiB; null where the exception has none. */
    public @Nullable String message() {
      return message;
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

  private FailureText(List<Cause> causes) {
    this.causes = causes;
  }

  /** Reads the exception and its causes; what the application's exception throws is survived. */
  public static FailureText of(Throwable failure) {
    List<Cause> causes = new ArrayList<>(2);
    IdentityHashMap<Throwable, Boolean> seen = new IdentityHashMap<>();
    Throwable next = failure;
    while (next != null && causes.size() < MAX_CAUSES && seen.put(next, true) == null) {
      causes.add(causeOf(next));
      next = causeAfter(next);
    }
    return new FailureText(causes);
  }

  /** Where nothing but the type can be had. */
  static FailureText ofType(String type) {
    return new FailureText(
        Collections.singletonList(new Cause(type, null, new StackTraceElement[0], 0)));
  }

  private static Cause causeOf(Throwable failure) {
    StackTraceElement[] all = framesOf(failure);
    int kept = Math.min(all.length, MAX_FRAMES);
    StackTraceElement[] frames = new StackTraceElement[kept];
    System.arraycopy(all, 0, frames, 0, kept);
    return new Cause(failure.getClass().getName(), messageOf(failure), frames, all.length - kept);
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
      changed.add(new Cause(cause.type, message, cause.frames, cause.omittedFrames));
    }
    return new FailureText(changed);
  }

  /** From the outermost exception to the root cause; never empty. */
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
    for (Cause cause : causes) {
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
