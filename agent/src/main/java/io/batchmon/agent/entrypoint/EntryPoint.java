package io.batchmon.agent.entrypoint;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One entry of {@code batchmon.entrypoints}, and how many methods it has led to. Thread-safe. */
final class EntryPoint {
  enum Kind {
    /** {@code com.acme.Job#run} */
    METHOD,
    /** {@code @com.acme.Batch} */
    ANNOTATION,
    /** {@code implements com.acme.Task#execute} */
    SUPERTYPE,
    /** {@code com.acme.jobs.*#run} */
    PATTERN
  }

  /** Methods of one entry beyond this are left alone: nobody has so many jobs. */
  static final int MOST_METHODS = 1000;

  private final String text;
  private final Kind kind;
  private final String type;
  private final String method;
  private final AtomicInteger methods = new AtomicInteger();
  private volatile @Nullable String annotatedClass;

  private EntryPoint(String text, Kind kind, String type, String method) {
    this.text = text;
    this.kind = kind;
    this.type = type;
    this.method = method;
  }

  /** Null if this is none of the four forms. */
  static @Nullable EntryPoint parse(String entry) {
    String text = entry.trim();
    if (text.startsWith("@")) {
      String type = text.substring(1).trim();
      return isName(type, false) ? new EntryPoint(text, Kind.ANNOTATION, type, "") : null;
    }
    int hash = text.indexOf('#');
    if (hash < 0) {
      return null;
    }
    String type = text.substring(0, hash).trim();
    String method = text.substring(hash + 1).trim();
    Kind kind = type.indexOf('*') >= 0 ? Kind.PATTERN : Kind.METHOD;
    for (String word : new String[] {"implements ", "extends "}) {
      if (type.startsWith(word)) {
        type = type.substring(word.length()).trim();
        kind = Kind.SUPERTYPE;
      }
    }
    boolean readable = isName(type, kind == Kind.PATTERN) && isIdentifier(method, false);
    return readable ? new EntryPoint(text, kind, type, method) : null;
  }

  private static boolean isName(String text, boolean stars) {
    for (String part : text.split("\\.", -1)) {
      if (!isIdentifier(part, stars)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isIdentifier(String text, boolean stars) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean fits =
          i == 0 ? Character.isJavaIdentifierStart(c) : Character.isJavaIdentifierPart(c);
      if (!fits && !(stars && c == '*')) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  Kind kind() {
    return kind;
  }

  /** Of the class, annotation or supertype; with stars for a pattern. */
  String type() {
    return type;
  }

  /** Empty for an annotation. */
  String method() {
    return method;
  }

  /** Counts one more method; false if there are too many. */
  boolean found() {
    return methods.incrementAndGet() <= MOST_METHODS;
  }

  /** The annotation is on this class, which makes none of its methods a job. */
  void onClass(String className) {
    annotatedClass = className;
  }

  /** Why nothing was found, as far as that is known. */
  String hint() {
    String className = annotatedClass;
    return className == null
        ? "is it spelled as in the code, with its package?"
        : "it is on the class " + className + ", and has to be on the methods that are jobs";
  }

  /** How many methods were found, also those that were left alone. */
  int methods() {
    return methods.get();
  }

  /** As the operator wrote it. */
  @Override
  public String toString() {
    return text;
  }
}
