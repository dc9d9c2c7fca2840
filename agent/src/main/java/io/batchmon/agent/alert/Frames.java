package io.batchmon.agent.alert;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells the application's stack frames from the frameworks'. Immutable. */
final class Frames {
  // why: sorted, and none begins with another, so that one look finds the only candidate; also
  // where user code may live (kotlin, groovy): the job's own package overrides the list
  private static final String[] FRAMEWORKS = {
    "akka.",
    "avro.",
    "ch.qos.logback.",
    "clojure.",
    "co.elastic.",
    "com.amazonaws.",
    "com.azure.",
    "com.codahale.",
    "com.couchbase.",
    "com.datastax.",
    "com.fasterxml.",
    "com.github.benmanes.",
    "com.github.kagkarlsson.",
    "com.google.api.",
    "com.google.cloud.",
    "com.google.common.",
    "com.google.gson.",
    "com.google.inject.",
    "com.google.protobuf.",
    "com.hazelcast.",
    "com.ibm.",
    "com.jcraft.",
    "com.mchange.",
    "com.microsoft.",
    "com.mongodb.",
    "com.mysql.",
    "com.netflix.",
    "com.oracle.",
    "com.querydsl.",
    "com.rabbitmq.",
    "com.sap.",
    "com.squareup.",
    "com.sun.",
    "com.sybase.",
    "com.thoughtworks.",
    "com.typesafe.",
    "com.xxl.job.",
    "com.zaxxer.",
    "dev.failsafe.",
    "feign.",
    "freemarker.",
    "groovy.",
    "io.agroal.",
    "io.awspring.",
    "io.batchmon.agent.",
    "io.batchmon.instrumentation.",
    "io.batchmon.job.",
    "io.dropwizard.",
    "io.fabric8.",
    "io.github.resilience4j.",
    "io.grpc.",
    "io.helidon.",
    "io.lettuce.",
    "io.micrometer.",
    "io.micronaut.",
    "io.minio.",
    "io.netty.",
    "io.opentelemetry.",
    "io.prometheus.",
    "io.quarkus.",
    "io.r2dbc.",
    "io.reactivex.",
    "io.smallrye.",
    "io.undertow.",
    "io.vertx.",
    "jakarta.",
    "java.",
    "javassist.",
    "javax.",
    "jdk.",
    "junit.",
    "kotlin.",
    "kotlinx.",
    "liquibase.",
    "microsoft.sql.",
    "mozilla.",
    "net.bytebuddy.",
    "net.javacrumbs.shedlock.",
    "net.jodah.",
    "net.schmizz.",
    "net.sf.",
    "net.snowflake.",
    "net.sourceforge.",
    "ognl.",
    "okhttp3.",
    "okio.",
    "oracle.",
    "org.antlr.",
    "org.apache.",
    "org.aspectj.",
    "org.bouncycastle.",
    "org.bson.",
    "org.checkerframework.",
    "org.codehaus.",
    "org.crac.",
    "org.drools.",
    "org.eclipse.",
    "org.ehcache.",
    "org.elasticsearch.",
    "org.flywaydb.",
    "org.glassfish.",
    "org.graalvm.",
    "org.h2.",
    "org.hibernate.",
    "org.hornetq.",
    "org.hsqldb.",
    "org.infinispan.",
    "org.jberet.",
    "org.jboss.",
    "org.jdbi.",
    "org.jobrunr.",
    "org.jooq.",
    "org.json.",
    "org.jsoup.",
    "org.junit.",
    "org.mariadb.",
    "org.mockito.",
    "org.mozilla.",
    "org.mybatis.",
    "org.neo4j.",
    "org.objectweb.",
    "org.objenesis.",
    "org.omg.",
    "org.opensearch.",
    "org.postgresql.",
    "org.quartz.",
    "org.redisson.",
    "org.simplejavamail.",
    "org.slf4j.",
    "org.springframework.",
    "org.terracotta.",
    "org.threeten.",
    "org.w3c.",
    "org.wildfly.",
    "org.xml.",
    "org.yaml.",
    "reactor.",
    "redis.clients.",
    "retrofit2.",
    "rx.",
    "scala.",
    "software.amazon.",
    "sun.",
    "tech.powerjob.",
  };

  /** What begins a thread, a task or a call by reflection, and says nothing about a failure. */
  private static final String[] BASES = {
    "java.lang.Thread",
    "java.lang.reflect.",
    "java.lang.invoke.",
    "java.security.AccessController",
    "java.util.TimerThread",
    "java.util.concurrent.",
  };

  private final @Nullable String ownPackage;

  /**
   * For a job of this class.
   *
   * @param codeClass whose package is the application's even if it looks like a framework's
   */
  Frames(@Nullable String codeClass) {
    ownPackage = codeClass == null ? null : ownPackage(codeClass);
  }

  /**
   * The package root that the job shares with its application. Elsewhere than among the frameworks
   * nothing has to be told apart; there it is one name longer than the framework's.
   */
  private static @Nullable String ownPackage(String codeClass) {
    int dot = codeClass.lastIndexOf('.');
    if (dot < 0) {
      return null;
    }
    String framework = frameworkOf(codeClass);
    int end = framework == null ? -1 : codeClass.indexOf('.', framework.length());
    return codeClass.substring(0, end < 0 ? dot + 1 : end + 1);
  }

  boolean isApplication(StackTraceElement frame) {
    String name = frame.getClassName();
    boolean application =
        (ownPackage != null && name.startsWith(ownPackage)) || frameworkOf(name) == null;
    return application && !FrameName.isBridge(frame);
  }

  private static @Nullable String frameworkOf(String className) {
    int at = Arrays.binarySearch(FRAMEWORKS, className);
    // why: the greatest prefix not after the name is the only one that the name can begin with
    int below = at >= 0 ? at : -at - 2;
    return below >= 0 && className.startsWith(FRAMEWORKS[below]) ? FRAMEWORKS[below] : null;
  }

  static List<String> frameworks() {
    return Collections.unmodifiableList(Arrays.asList(FRAMEWORKS));
  }

  private static boolean isOfJdk(String className) {
    return className.startsWith("java.")
        || className.startsWith("javax.")
        || className.startsWith("jdk.")
        || className.startsWith("sun.")
        || className.startsWith("com.sun.");
  }

  /**
   * The application's frames in stable form, innermost first, each of them once: how deep a
   * recursion went, and whether a proxy was passed, is no part of a failure.
   */
  List<String> application(List<StackTraceElement> frames, int most) {
    List<String> names = new ArrayList<>(most);
    for (int i = 0; i < frames.size() && names.size() < most; i++) {
      if (isApplication(frames.get(i))) {
        add(names, frames.get(i));
      }
    }
    return names;
  }

  /**
   * Of a stack that overflowed: what it went round in, in no order, since where it ended is chance.
   */
  List<String> recurring(List<StackTraceElement> frames, int most) {
    List<String> once = new ArrayList<>();
    List<String> twice = new ArrayList<>();
    for (StackTraceElement frame : frames) {
      String name = isApplication(frame) ? name(frame) : "";
      if (!name.isEmpty() && !twice.contains(name)) {
        (once.contains(name) ? twice : once).add(name);
      }
    }
    List<String> names = twice.isEmpty() ? once : twice;
    Collections.sort(names);
    return names.subList(0, Math.min(most, names.size()));
  }

  /**
   * For a stack that the application has no part in: the libraries' frames; where there are none
   * either, what of the JDK was called from its outside, since its inside changes from release to
   * release.
   */
  static List<String> foreign(List<StackTraceElement> frames, int most) {
    List<String> names = new ArrayList<>(most);
    StackTraceElement called = null;
    for (StackTraceElement frame : frames) {
      if (!isOfJdk(frame.getClassName())) {
        if (names.size() < most && !FrameName.isBridge(frame)) {
          add(names, frame);
        }
      } else if (frame.getClassName().startsWith("java") && !isBase(frame.getClassName())) {
        called = frame;
      }
    }
    if (names.isEmpty() && called != null) {
      add(names, called);
    }
    return names;
  }

  private static boolean isBase(String className) {
    for (String base : BASES) {
      if (className.startsWith(base)) {
        return true;
      }
    }
    return false;
  }

  private static void add(List<String> names, StackTraceElement frame) {
    String name = name(frame);
    if (!names.contains(name)) {
      names.add(name);
    }
  }

  private static String name(StackTraceElement frame) {
    return FrameName.type(frame.getClassName()) + '.' + FrameName.method(frame);
  }

  /**
   * What the application had called when it failed: the method, of a constructor also the class.
   * These are the names that its own code has, whichever class of which release then answers. Empty
   * if it failed in itself.
   */
  String called(List<StackTraceElement> frames) {
    for (int i = 0; i < frames.size(); i++) {
      if (isApplication(frames.get(i))) {
        int before = i - 1;
        while (before >= 0 && FrameName.isBridge(frames.get(before))) {
          before--;
        }
        return before < 0 ? "" : called(frames.get(before));
      }
    }
    return "";
  }

  private static String called(StackTraceElement frame) {
    String type = frame.getClassName();
    if (type.startsWith("org.codehaus.groovy.") || type.startsWith("java.lang.invoke.")) {
      // why: how Groovy and lambdas get to their target is up to the release of Java
      return "";
    }
    String method = FrameName.method(frame);
    return method.equals("<init>") ? FrameName.type(type) : method;
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

  /** The same in stable form, or null. */
  @Nullable String firstName(List<StackTraceElement> frames) {
    StackTraceElement first = first(frames);
    return first == null ? null : name(first);
  }

  /** The first two parts of the package of the first library in the stack, or null. */
  static @Nullable String library(List<StackTraceElement> frames) {
    for (StackTraceElement frame : frames) {
      String name = frame.getClassName();
      if (!isOfJdk(name)) {
        int second = name.indexOf('.', name.indexOf('.') + 1);
        return second < 0 ? name : name.substring(0, second);
      }
    }
    return null;
  }
}
