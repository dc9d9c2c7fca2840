package io.batchmon.agent.alert;

import io.batchmon.agent.run.FailureText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A failure as it is shown: redacted, short, with the frameworks' frames folded. Immutable. */
public final class Failure {
  static final int MAX_LINES = 12;
  static final int MAX_LINE = 120;
  private static final int MAX_MESSAGE = 400;
  private static final int MAX_TYPE = 100;
  private static final List<String> NO_STACK = Collections.emptyList();

  private final String type;
  private final String summary;
  private final @Nullable String rootCause;
  private final @Nullable String frame;
  private final List<String> stack;

  private Failure(
      String type,
      String summary,
      @Nullable String rootCause,
      @Nullable String frame,
      List<String> stack) {
    this.type = type;
    this.summary = summary;
    this.rootCause = rootCause;
    this.frame = frame;
    this.stack = stack;
  }

  static Failure of(AlertEvent event, UnaryOperator<String> redactor) {
    FailureText failure = event.failure();
    return failure == null
        ? withoutException(event, redactor)
        : of(failure, new Frames(event.run().codeClass()), redactor);
  }

  private static Failure withoutException(AlertEvent event, UnaryOperator<String> redactor) {
    String kind = event.kind().name().toLowerCase(Locale.ROOT);
    String type = shown(event.result().errorType(), kind, MAX_TYPE, redactor);
    String summary = shown(event.result().reason(), type, MAX_MESSAGE, redactor);
    // why: "exit code 3" says more than "exit", as long as it is short
    return new Failure(
        summary.length() <= MAX_TYPE ? summary : type, summary, null, null, NO_STACK);
  }

  private static String shown(
      @Nullable String text, String otherwise, int most, UnaryOperator<String> redactor) {
    String shown = text == null ? "" : oneLine(redactor.apply(text), most);
    return shown.isEmpty() ? otherwise : shown;
  }

  static Failure of(FailureText failure, Frames frames, UnaryOperator<String> redactor) {
    List<FailureText.Cause> causes = failure.causes();
    FailureText.Cause shown = failure.outermost();
    for (int i = 0; i < causes.size() - 1 && Carriers.isCarrier(shown.type()); i++) {
      shown = causes.get(i + 1);
    }
    FailureText.Cause root = failure.root();
    StackTraceElement first = frames.first(root.frames());
    if (first == null) {
      first = frames.first(shown.frames());
    }
    return new Failure(
        redactor.apply(simpleName(shown.type())),
        line(shown, redactor),
        shown == root ? null : line(root, redactor),
        first == null ? null : oneLine(redactor.apply("at " + first), MAX_MESSAGE),
        folded(failure, frames, redactor));
  }

  private static String line(FailureText.Cause cause, UnaryOperator<String> redactor) {
    String message = cause.message();
    String type = simpleName(cause.type());
    return message == null || message.trim().isEmpty()
        ? redactor.apply(type)
        : redactor.apply(type) + ": " + oneLine(redactor.apply(message), MAX_MESSAGE);
  }

  private static String simpleName(String type) {
    String plain = FrameName.type(type);
    return plain.substring(plain.lastIndexOf('.') + 1);
  }

  private static String oneLine(String text, int most) {
    return Words.cut(Words.printable(text).replace('\n', ' ').trim(), most);
  }

  /**
   * The stack in at most {@link #MAX_LINES} lines: each cause's head (the middle of a long chain is
   * left out), then the root cause's frames before all others.
   */
  private static List<String> folded(
      FailureText failure, Frames frames, UnaryOperator<String> redactor) {
    List<FailureText.Cause> causes = failure.causes();
    int last = causes.size() - 1;
    List<List<String>> sections = new ArrayList<>();
    int left = MAX_LINES;
    for (int i = 0; i <= last; i++) {
      FailureText.Cause cause = causes.get(i);
      boolean middle = last > 3 && i > 1 && i < last - 1;
      List<String> section = new ArrayList<>();
      if (!middle) {
        section.add(cutEnd((i == 0 ? "" : "Caused by: ") + head(cause, redactor)));
      } else if (i == 2) {
        section.add("... " + (last - 3) + (last == 4 ? " cause" : " causes") + " in between");
      }
      left -= section.size();
      sections.add(section);
    }
    left -= addFrames(sections.get(last), framesOf(causes, last, frames, redactor), left);
    for (int i = 0; i < last && left > 0; i++) {
      boolean headed = !sections.get(i).isEmpty() && !sections.get(i).get(0).startsWith("...");
      left -=
          headed
              ? addFrames(sections.get(i), framesOf(causes, i, frames, redactor), Math.min(left, 3))
              : 0;
    }
    List<String> lines = new ArrayList<>();
    for (List<String> section : sections) {
      lines.addAll(section);
    }
    return lines;
  }

  private static String head(FailureText.Cause cause, UnaryOperator<String> redactor) {
    String message = cause.message();
    return redactor.apply(cause.type())
        + (message == null ? "" : ": " + oneLine(redactor.apply(message), MAX_MESSAGE));
  }

  private static int addFrames(List<String> section, List<String> lines, int most) {
    if (lines.size() <= most) {
      section.addAll(lines);
      return lines.size();
    }
    if (most <= 0) {
      return 0;
    }
    section.addAll(lines.subList(0, most - 1));
    section.add("    ... " + (lines.size() - most + 1) + " more lines");
    return most;
  }

  /** One line per frame of the application and per row of frames of the same framework. */
  private static List<String> framesOf(
      List<FailureText.Cause> causes, int index, Frames frames, UnaryOperator<String> redactor) {
    List<StackTraceElement> all = causes.get(index).frames();
    int size = index == 0 ? all.size() : all.size() - shared(all, causes.get(index - 1).frames());
    List<String> lines = new ArrayList<>();
    int folded = 0;
    String first = "";
    for (int i = 0; i < size; i++) {
      StackTraceElement frame = all.get(i);
      if (!frames.isApplication(frame)) {
        first = folded == 0 ? packageOf(frame.getClassName()) : first;
        folded++;
        continue;
      }
      addFolded(lines, folded, first);
      folded = 0;
      lines.add(cutMiddle(redactor.apply("    at " + frame)));
    }
    addFolded(lines, folded, first);
    return lines;
  }

  private static void addFolded(List<String> lines, int folded, String first) {
    if (folded > 0) {
      lines.add(cutEnd("    ... " + folded + " " + first));
    }
  }

  private static int shared(List<StackTraceElement> frames, List<StackTraceElement> enclosing) {
    int count = 0;
    while (count < frames.size()
        && count < enclosing.size()
        && frames
            .get(frames.size() - 1 - count)
            .equals(enclosing.get(enclosing.size() - 1 - count))) {
      count++;
    }
    return count;
  }

  // the first two parts: org.springframework, java.util
  private static String packageOf(String className) {
    int first = className.indexOf('.');
    int second = first < 0 ? -1 : className.indexOf('.', first + 1);
    return second < 0 ? className : className.substring(0, second);
  }

  private static String cutEnd(String line) {
    return Words.cut(Words.printable(line).replace('\n', ' '), MAX_LINE);
  }

  // why: the end of a frame is its file and line, the part that a person looks for
  private static String cutMiddle(String line) {
    String text = Words.printable(line).replace('\n', ' ');
    if (text.length() <= MAX_LINE) {
      return text;
    }
    int tail = text.length() - (MAX_LINE - 40);
    return Words.cut(text, 40)
        + text.substring(Character.isLowSurrogate(text.charAt(tail)) ? tail + 1 : tail);
  }

  /** The same without the stack, for an incident that may stay open for long. */
  Failure withoutStack() {
    return new Failure(type, summary, rootCause, frame, NO_STACK);
  }

  /** The exception's simple name, or the error type where nothing was thrown. */
  public String type() {
    return type;
  }

  /** Type and message, or the reason, in one line. */
  public String summary() {
    return summary;
  }

  /** Type and message of the root cause; null if that is what {@link #summary} says. */
  public @Nullable String rootCause() {
    return rootCause;
  }

  /** The application's first frame, or null. */
  public @Nullable String frame() {
    return frame;
  }

  /** At most 12 lines of at most 120 characters; empty if there is none. */
  public List<String> stack() {
    return stack;
  }

  void save(SavedText text) {
    text.put("failure.type", type);
    text.put("failure.summary", summary);
    text.put("failure.root", rootCause);
    text.put("failure.frame", frame);
    for (String stackLine : stack) {
      text.put("failure.stack", stackLine);
    }
  }

  /** Null where none was saved. */
  static @Nullable Failure load(SavedText text) {
    String type = text.text("failure.type");
    return type == null
        ? null
        : new Failure(
            type,
            text.text("failure.summary", type),
            text.text("failure.root"),
            text.text("failure.frame"),
            text.texts("failure.stack"));
  }
}
