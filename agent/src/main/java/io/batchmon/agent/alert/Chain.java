package io.batchmon.agent.alert;

import io.batchmon.agent.run.FailureText;
import io.batchmon.agent.run.FailureText.Cause;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A cause chain without what only carries it, root first. */
final class Chain {
  private static final int FRAMES = 5;
  private static final String OUT_OF_MEMORY = "oom";
  static final String CONNECTION_LOST = "sql:08";

  private final List<Cause> causes;
  private final String types;

  Chain(FailureText failure) {
    List<Cause> all = failure.causes();
    causes = new ArrayList<>(all.size());
    for (int i = all.size() - 1; i >= 0; i--) {
      Cause cause = all.get(i);
      if (i == all.size() - 1 || !Carriers.isCarrier(cause, all.get(i + 1))) {
        causes.add(cause);
      }
    }
    types = types(causes);
  }

  private static String types(List<Cause> causes) {
    StringBuilder types = new StringBuilder(64 * causes.size());
    String before = "";
    for (Cause cause : causes) {
      String type = typeOf(cause);
      // why: how many beans or steps were around a failure is chance
      if (!type.equals(before)) {
        types.append(type).append('\n');
      }
      before = type;
    }
    return types.toString();
  }

  /** Cleaned name and typed code. */
  static String typeOf(Cause cause) {
    String type = FrameName.type(cause.type());
    String code = cause.code();
    if (code == null) {
      return type;
    }
    if (code.startsWith("errno:")) {
      // why: the JDK has changed the types that it reports the same errno with
      return code;
    }
    // why: Spring has a nested class per status, and a failing server varies its status
    int nested = code.equals("http:5xx") ? type.indexOf('$') : -1;
    return (nested < 0 ? type : type.substring(0, nested)) + '|' + code;
  }

  /** Root first; never empty. */
  List<Cause> causes() {
    return causes;
  }

  Cause root() {
    return causes.get(0);
  }

  /** One line per exception: type and typed code. */
  String types() {
    return types;
  }

  /**
   * The application's frames of the root cause, and the first one of the outermost exception. Where
   * the root cause has none, as on the thread of a pool, those of the next exception that has.
   */
  String frames(Frames frames) {
    Cause root = root();
    String code = root.code();
    if (code != null && code.startsWith(OUT_OF_MEMORY)) {
      // why: whoever asks for memory next gets it, wherever that is
      return "";
    }
    StringBuilder text = new StringBuilder(256);
    if (root.frames().isEmpty()) {
      String message = root.message();
      text.append(message == null ? "" : MessageTemplate.of(message)).append('\n');
    } else {
      for (String name : ofRoot(frames)) {
        text.append(name).append('\n');
      }
    }
    Cause outermost = causes.get(causes.size() - 1);
    String first = outermost == root ? null : frames.firstName(outermost.frames());
    return first == null ? text.toString() : text.append('>').append(first).toString();
  }

  /** Of the first exception that has frames of the application; then what it had called. */
  private List<String> ofRoot(Frames frames) {
    Cause root = root();
    if (root.type().equals("java.lang.StackOverflowError")) {
      return frames.recurring(root.frames(), FRAMES);
    }
    for (Cause cause : causes) {
      List<String> names = frames.application(cause.frames(), FRAMES);
      if (!names.isEmpty()) {
        if (!CONNECTION_LOST.equals(root.code())) {
          // why: a lost database is lost for whatever is done with it next
          names.add('<' + frames.called(cause.frames()));
        }
        return names;
      }
    }
    return Frames.foreign(root.frames(), FRAMES);
  }

  /** The code nearest to the root, or null. */
  @Nullable Cause coded() {
    for (Cause cause : causes) {
      if (cause.code() != null) {
        return cause;
      }
    }
    return null;
  }
}
