package io.batchmon.weaving;

import io.batchmon.instrumentation.api.Hook;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A hook as the weaver needs it: a line of the hook index. Immutable. */
public final class WovenHook {
  /** A field whose value is passed to advice. */
  static final class FieldValue {
    final String name;
    final String descriptor;
    final boolean inherited;

    FieldValue(String name, String descriptor) {
      this.inherited = name.startsWith(Hook.INHERITED);
      this.name = inherited ? name.substring(Hook.INHERITED.length()) : name;
      this.descriptor = descriptor;
    }
  }

  private static final String NONE = "-";

  private final String instrumentation;
  private final String className;
  private final String methodName;
  private final @Nullable String parameters;
  private final String advice;
  private final @Nullable String enter;
  private final @Nullable String exit;
  private final List<FieldValue> fields;
  private final boolean returned;
  private final boolean replacingResult;
  private final int replacedArgument;
  private final boolean optional;
  private final boolean alternative;
  private final boolean jdkOnly;
  private final boolean inMainClass;
  private final boolean entryPoint;
  private final boolean lazy;
  private final @Nullable String call;

  private WovenHook(String[] columns) {
    this.instrumentation = columns[0];
    this.className = columns[1];
    this.methodName = columns[2];
    this.parameters = orNull(columns[3]);
    this.advice = columns[4];
    this.enter = orNull(columns[5]);
    this.exit = orNull(columns[6]);
    this.fields = fieldsOf(columns[7]);
    this.returned = columns[8].indexOf('r') >= 0;
    this.replacingResult = columns[8].indexOf('R') >= 0;
    this.replacedArgument = argumentIn(columns[8]);
    this.optional = columns[8].indexOf('o') >= 0;
    this.alternative = columns[8].indexOf('a') >= 0;
    this.jdkOnly = columns[8].indexOf('j') >= 0;
    this.inMainClass = columns[8].indexOf('m') >= 0;
    this.entryPoint = columns[8].indexOf('e') >= 0;
    this.lazy = columns[8].indexOf('l') >= 0;
    this.call = orNull(columns[9]);
  }

  private static int argumentIn(String flags) {
    char last = flags.charAt(flags.length() - 1);
    return last >= '0' && last <= '9' ? last - '0' : -1;
  }

  private static @Nullable String orNull(String column) {
    return column.equals(NONE) ? null : column;
  }

  private static List<FieldValue> fieldsOf(String column) {
    if (column.equals(NONE)) {
      return new ArrayList<>(0);
    }
    List<FieldValue> fields = new ArrayList<>(1);
    int from = 0;
    while (from < column.length()) {
      int colon = column.indexOf(':', from);
      int end = column.indexOf(',', colon);
      end = end < 0 ? column.length() : end;
      fields.add(new FieldValue(column.substring(from, colon), column.substring(colon + 1, end)));
      from = end + 1;
    }
    return fields;
  }

  /** Reads what {@link #line} wrote; throws IllegalArgumentException for anything else. */
  static WovenHook parse(String line) {
    String[] columns = new String[10];
    int from = 0;
    for (int i = 0; i < columns.length; i++) {
      int tab = line.indexOf('\t', from);
      if ((tab < 0) != (i == columns.length - 1)) {
        throw new IllegalArgumentException("Not a line of a hook index: " + line);
      }
      columns[i] = tab < 0 ? line.substring(from) : line.substring(from, tab);
      from = tab + 1;
    }
    return new WovenHook(columns);
  }

  /**
   * One line of the index.
   *
   * @param enter descriptor of the advice's enter, or null
   * @param exit descriptor of the advice's exit, or null
   * @param jdkOnly whether advice refers to nothing but the JDK and the model, and so belongs on
   *     the bootstrap loader
   */
  static String line(
      String instrumentation,
      Hook hook,
      @Nullable String enter,
      @Nullable String exit,
      boolean jdkOnly) {
    List<String> parameterTypes = hook.parameterTypes();
    StringBuilder parameters = new StringBuilder(NONE);
    if (parameterTypes != null) {
      parameters.setLength(0);
      parameters.append('(');
      for (String type : parameterTypes) {
        parameters.append(descriptorOf(type));
      }
      parameters.append(')');
    }
    StringBuilder fields = new StringBuilder();
    for (String field : hook.fields()) {
      int colon = field.indexOf(':');
      fields
          .append(fields.length() == 0 ? "" : ",")
          .append(field, 0, colon + 1)
          .append(descriptorOf(field.substring(colon + 1)));
    }
    return String.join(
        "\t",
        instrumentation,
        hook.className().replace('.', '/'),
        hook.methodName(),
        parameters,
        hook.advice().getName().replace('.', '/'),
        enter == null ? NONE : enter,
        exit == null ? NONE : exit,
        fields.length() == 0 ? NONE : fields,
        flags(
            hook.isReturned(),
            hook.isReplacingResult(),
            hook.replacedArgument(),
            hook.isOptional(),
            hook.isAlternative(),
            jdkOnly,
            hook.className().equals(Hook.MAIN_CLASS),
            hook.className().equals(Hook.ENTRY_POINT),
            hook.isLazy()),
        hook.call() == null ? NONE : hook.call().replace('.', '/'));
  }

  private static String flags(
      boolean returned,
      boolean replacingResult,
      int replacedArgument,
      boolean optional,
      boolean alternative,
      boolean jdkOnly,
      boolean inMainClass,
      boolean entryPoint,
      boolean lazy) {
    return "f"
        + (returned ? "r" : "")
        + (replacingResult ? "R" : "")
        + (optional ? "o" : "")
        + (alternative ? "a" : "")
        + (jdkOnly ? "j" : "")
        + (inMainClass ? "m" : "")
        + (entryPoint ? "e" : "")
        + (lazy ? "l" : "")
        + (replacedArgument < 0 ? "" : replacedArgument);
  }

  private static String descriptorOf(String type) {
    if (type.endsWith("[]")) {
      return '[' + descriptorOf(type.substring(0, type.length() - 2));
    }
    switch (type) {
      case "boolean":
        return "Z";
      case "byte":
        return "B";
      case "char":
        return "C";
      case "short":
        return "S";
      case "int":
        return "I";
      case "long":
        return "J";
      case "float":
        return "F";
      case "double":
        return "D";
      default:
        return 'L' + type.replace('.', '/') + ';';
    }
  }

  /** The same hook in a class of another internal name. */
  public WovenHook in(String otherClass) {
    return in(otherClass, methodName, parameters);
  }

  /**
   * The same hook in another method.
   *
   * @param otherClass internal name
   * @param otherParameters the parameters' descriptors in brackets; null for each of that name
   */
  public WovenHook in(String otherClass, String otherMethod, @Nullable String otherParameters) {
    return new WovenHook(
        new String[] {
          instrumentation,
          otherClass,
          otherMethod,
          otherParameters == null ? NONE : otherParameters,
          advice,
          enter == null ? NONE : enter,
          exit == null ? NONE : exit,
          fieldColumn(),
          flags(
              returned,
              replacingResult,
              replacedArgument,
              optional,
              alternative,
              jdkOnly,
              inMainClass,
              entryPoint,
              lazy),
          call == null ? NONE : call
        });
  }

  private String fieldColumn() {
    StringBuilder column = new StringBuilder();
    for (FieldValue field : fields) {
      column
          .append(column.length() == 0 ? "" : ",")
          .append(field.inherited ? Hook.INHERITED : "")
          .append(field.name)
          .append(':')
          .append(field.descriptor);
    }
    return column.length() == 0 ? NONE : column.toString();
  }

  /** Of the framework module, as in {@code batchmon.instrumentation.<name>.enabled}. */
  public String instrumentation() {
    return instrumentation;
  }

  /** Internal name, with slashes. */
  public String className() {
    return className;
  }

  public String methodName() {
    return methodName;
  }

  /** Internal name of the advice class. */
  public String advice() {
    return advice;
  }

  /** Such as {@code quartz org.quartz.core.JobRunShell.run}: how operators see the hook. */
  public String display() {
    return instrumentation + ' ' + className.replace('/', '.') + '.' + methodName;
  }

  boolean matches(String name, String descriptor) {
    if (inMainClass) {
      // why: what the launcher calls, since JDK 25 also without arguments and of an instance
      return methodName.equals(name)
          && (descriptor.equals("([Ljava/lang/String;)V") || descriptor.equals("()V"));
    }
    return methodName.equals(name)
        && (parameters == null
            || (descriptor.startsWith(parameters)
                && descriptor.charAt(parameters.length() - 1) == ')'));
  }

  /** Whether the hook is for the class that the JVM was started with, or a superclass of it. */
  public boolean isInMainClass() {
    return inMainClass;
  }

  /** Whether an operator names the method; see {@link Hook#ENTRY_POINT}. */
  public boolean isEntryPoint() {
    return entryPoint;
  }

  /** As advice of an entry point is given it, and as stack traces show it. */
  String method() {
    return className.replace('/', '.') + '.' + methodName;
  }

  @Nullable String enter() {
    return enter;
  }

  @Nullable String exit() {
    return exit;
  }

  List<FieldValue> fields() {
    return fields;
  }

  boolean isReturned() {
    return returned;
  }

  /** Whether what exit returns is what the caller gets. */
  boolean isReplacingResult() {
    return replacingResult;
  }

  /** Which argument enter replaces, from 0; -1 for none. */
  int replacedArgument() {
    return replacedArgument;
  }

  boolean isOptional() {
    return optional;
  }

  boolean isAlternative() {
    return alternative;
  }

  /** Whether that hook is for another form of the same method, and one of the two is enough. */
  boolean isAlternativeTo(WovenHook that) {
    return alternative
        && that.alternative
        && className.equals(that.className)
        && methodName.equals(that.methodName);
  }

  /** Whether the advice belongs on the bootstrap loader. */
  public boolean isJdkOnly() {
    return jdkOnly;
  }

  /** Whether the class is left alone until there is a job in this JVM. */
  public boolean isLazy() {
    return lazy;
  }

  /** The method whose calls advice is put around, as {@code class/method}, or null. */
  @Nullable String call() {
    return call;
  }
}
