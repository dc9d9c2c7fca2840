package io.batchmon.agent.alert;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the application's stack frames from the frameworks', and brings names into a form that does
 * not change from one JVM, compiler run or proxy to the next.
 */
final class Frames {
  // why: also where user code may live (kotlin, groovy); the job's own package overrides the list
  private static final String[] FRAMEWORKS = {
    "akka.",
    "ch.qos.logback.",
    "clojure.",
    "com.amazonaws.",
    "com.fasterxml.",
    "com.google.common.",
    "com.microsoft.sqlserver.",
    "com.mongodb.",
    "com.mysql.",
    "com.netflix.",
    "com.sun.",
    "com.zaxxer.hikari.",
    "feign.",
    "groovy.",
    "io.batchmon.agent.",
    "io.batchmon.job.",
    "io.grpc.",
    "io.lettuce.",
    "io.micrometer.",
    "io.micronaut.",
    "io.netty.",
    "io.opentelemetry.",
    "io.quarkus.",
    "io.reactivex.",
    "io.vertx.",
    "jakarta.",
    "java.",
    "javax.",
    "jdk.",
    "junit.",
    "kotlin.",
    "kotlinx.",
    "net.bytebuddy.",
    "net.javacrumbs.shedlock.",
    "net.sf.cglib.",
    "okhttp3.",
    "okio.",
    "oracle.jdbc.",
    "oracle.net.",
    "org.apache.",
    "org.aspectj.",
    "org.codehaus.groovy.",
    "org.eclipse.jetty.",
    "org.glassfish.",
    "org.h2.",
    "org.hibernate.",
    "org.hsqldb.",
    "org.jboss.",
    "org.jobrunr.",
    "org.junit.",
    "org.mariadb.",
    "org.postgresql.",
    "org.quartz.",
    "org.slf4j.",
    "org.springframework.",
    "org.wildfly.",
    "reactor.",
    "redis.clients.",
    "scala.",
    "software.amazon.",
    "sun.",
  };

  // a subclass made at run time is called after its superclass and one of these
  private static final String[] GENERATED = {
    "$$", "$ByteBuddy$", "$MockitoMock$", "$HibernateProxy$", "$Proxy$_", "$Enhancer",
  };

  private final @Nullable String ownPackage;

  /**
   * For a job of this class.
   *
   * @param codeClass whose package is the application's even if it looks like a framework's
   */
  Frames(@Nullable String codeClass) {
    int dot = codeClass == null ? -1 : codeClass.lastIndexOf('.');
    ownPackage = codeClass == null || dot < 0 ? null : codeClass.substring(0, dot + 1);
  }

  boolean isApplication(StackTraceElement frame) {
    String name = frame.getClassName();
    if (ownPackage != null && name.startsWith(ownPackage)) {
      return true;
    }
    return !name.startsWith("$Proxy") && !isFramework(name) && !isAccessor(frame);
  }

  private static boolean isFramework(String name) {
    int at = Arrays.binarySearch(FRAMEWORKS, name);
    // why: the greatest prefix not after the name is the only one that the name can begin with
    int below = at >= 0 ? at : -at - 2;
    return below >= 0 && name.startsWith(FRAMEWORKS[below]);
  }

  // why: before Java 11 javac calls private members of a nested class through these
  private static boolean isAccessor(StackTraceElement frame) {
    return frame.getMethodName().startsWith("access$");
  }

  /** The application's frames in stable form, innermost first; without repeats in a row. */
  List<String> application(List<StackTraceElement> frames, int most) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < frames.size() && names.size() < most; i++) {
      if (isApplication(frames.get(i))) {
        add(names, frames.get(i));
      }
    }
    return names;
  }

  /** As {@link #application}, for a stack that the application has no part in. */
  static List<String> any(List<StackTraceElement> frames, int most) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < frames.size() && names.size() < most; i++) {
      add(names, frames.get(i));
    }
    return names;
  }

  private static void add(List<String> names, StackTraceElement frame) {
    String name = className(frame.getClassName()) + '.' + method(frame.getMethodName());
    if (names.isEmpty() || !names.get(names.size() - 1).equals(name)) {
      names.add(name);
    }
  }

  /** The first frame of the application, or null. */
  @Nullable StackTraceElement first(List<StackTraceElement> frames) {
    for (StackTraceElement frame : frames) {
      if (isApplication(frame)) {
        return frame;
      }
    }
    return null;
  }

  /** Without what a compiler, a JVM or a proxy library numbers anew each time. */
  static String className(String name) {
    int end = name.indexOf('/');
    String text = end < 0 ? name : name.substring(0, end);
    for (String marker : GENERATED) {
      int at = text.indexOf(marker);
      if (at > 0) {
        text = text.substring(0, at);
      }
    }
    int proxy = text.indexOf("$Proxy");
    if (proxy >= 0 && (proxy == 0 || text.charAt(proxy - 1) == '.')) {
      return "$Proxy";
    }
    int last = text.length();
    while (last > 0 && text.charAt(last - 1) == '_') {
      last--;
    }
    return withoutNumbers(text.substring(0, last));
  }

  // Outer$1Local -> Outer$Local, GeneratedMethodAccessor12 -> GeneratedMethodAccessor, Script7
  private static String withoutNumbers(String text) {
    boolean numbered =
        text.indexOf('$') >= 0 || text.contains("Accessor") || text.startsWith("Script");
    if (!numbered) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isDigit(c)) {
        plain.append(c);
        continue;
      }
      int start = i;
      while (i + 1 < text.length() && isDigit(text.charAt(i + 1))) {
        i++;
      }
      boolean afterDollar = start > 0 && text.charAt(start - 1) == '$';
      boolean atEnd = i + 1 == text.length();
      boolean counted = plain.indexOf("Accessor") >= 0 || plain.toString().equals("Script");
      if (!afterDollar && !(atEnd && counted)) {
        plain.append(text, start, i + 1);
      }
    }
    return plain.toString();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** As {@link #className}, for a method. */
  static String method(String name) {
    if (name.startsWith("lambda$")) {
      return "lambda";
    }
    if (name.startsWith("$anonfun$")) {
      return "$anonfun";
    }
    if (name.startsWith("CGLIB$")) {
      int end = name.indexOf('$', 6);
      return end < 0 ? name : name.substring(6, end);
    }
    int dollar = name.indexOf('$');
    return dollar > 0 ? withoutNumbers(name) : name;
  }
}
