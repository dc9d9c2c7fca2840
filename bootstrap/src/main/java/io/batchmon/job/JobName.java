package io.batchmon.job;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a job is called: the scheduling system, the system's own group if it has one, and the name.
 * It never contains anything of a single run, so it is safe as a metric attribute.
 */
public final class JobName {
  private final String system;
  private final @Nullable String group;
  private final String name;

  private JobName(String system, @Nullable String group, String name) {
    this.system = system;
    this.group = group;
    this.name = name;
  }

  public static JobName of(String system, @Nullable String name) {
    return new JobName(system, null, orUnnamed(name));
  }

  public static JobName of(String system, @Nullable String group, @Nullable String name) {
    return new JobName(system, group == null || group.isEmpty() ? null : group, orUnnamed(name));
  }

  // why: frameworks accept null and empty names, and a job must not vanish because of that
  private static String orUnnamed(@Nullable String name) {
    return name == null || name.isEmpty() ? "(unnamed)" : name;
  }

  /** The same with group and name passed through this. */
  public JobName mapped(UnaryOperator<String> text) {
    return of(system, group == null ? null : text.apply(group), text.apply(name));
  }

  /**
   * The class as it was written, of the binary name that the JVM has for it: {@code Foo} for {@code
   * Foo$$Lambda/0x0000} and for {@code Foo$$SpringCGLIB$$0}.
   */
  public static String writtenClass(String binaryName) {
    int generated = binaryName.indexOf("$$");
    return generated <= 0 ? binaryName : binaryName.substring(0, generated);
  }

  /**
   * The simple name of the class as it was written, in which neither a package nor the JVM's
   * counters occur: {@code Bar} for {@code com.acme.Foo$Bar$1}.
   */
  public static String simpleClass(String binaryName) {
    String written = writtenClass(binaryName);
    int end = written.length();
    int dollar = written.lastIndexOf('$');
    while (dollar > 0 && isNumber(written, dollar + 1, end)) {
      end = dollar;
      dollar = written.lastIndexOf('$', end - 1);
    }
    int start = Math.max(written.lastIndexOf('.', end - 1), dollar) + 1;
    while (start < end - 1 && isDigit(written.charAt(start))) {
      start++;
    }
    return start >= end ? written : written.substring(start, end);
  }

  /**
   * For frameworks whose jobs have a number but no name: {@code Settlement-17} of {@code
   * com.acme.Settlement}, {@code books.settle-17} of {@code books#settle}, {@code job-17} where the
   * code is unknown.
   */
  public static JobName numbered(String system, @Nullable String code, @Nullable Object number) {
    if (code == null || code.isEmpty()) {
      return of(system, "job-" + number);
    }
    int method = code.indexOf('#');
    String type = simpleClass(method < 0 ? code : code.substring(0, method));
    String name = method < 0 ? type : type + '.' + code.substring(method + 1);
    return of(system, name + '-' + number);
  }

  private static boolean isNumber(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isDigit(text.charAt(i))) {
        return false;
      }
    }
    return from < to;
  }

  private static boolean isDigit(char letter) {
    return letter >= '0' && letter <= '9';
  }

  /** Such as {@code quartz} or {@code main}; the value of {@code batch.job.system}. */
  public String system() {
    return system;
  }

  /** The framework's own grouping, or null where it has none. */
  public @Nullable String group() {
    return group;
  }

  public String name() {
    return name;
  }

  /** {@code group.name}, or the name alone: the name of the run's span. */
  public String display() {
    return group == null ? name : group + '.' + name;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof JobName)) {
      return false;
    }
    JobName that = (JobName) other;
    return name.equals(that.name)
        && system.equals(that.system)
        && Objects.equals(group, that.group);
  }

  @Override
  public int hashCode() {
    return (system.hashCode() * 31 + (group == null ? 0 : group.hashCode())) * 31 + name.hashCode();
  }

  /** {@code system:group/name}, the form that rules match. */
  @Override
  public String toString() {
    return system + ':' + (group == null ? "" : group + '/') + name;
  }
}
