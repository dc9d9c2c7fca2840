package io.batchmon.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AdviceTest {
  @TempDir Path folder;

  @Test
  void adviceIsWhatTheWeaverCanDefineBesideAFramework() throws Exception {
    List<String> checked = new ArrayList<>();
    List<String> violations = new ArrayList<>();
    for (JavaClass candidate : Product.classes()) {
      String name = candidate.getName();
      if (!name.startsWith("io.batchmon.instrumentation.")) {
        continue;
      }
      if (name.contains("Advice$")) {
        violations.add(name + " is a second class file");
      } else if (name.endsWith("Advice")) {
        checked.add(candidate.getSimpleName());
        violations.addAll(AdviceRules.violations(bytesOf(name)));
      }
    }
    assertThat(checked).contains("MainAdvice", "RunShellAdvice");
    assertThat(violations).isEmpty();
  }

  private static byte[] bytesOf(String name) throws Exception {
    String file = name.replace('.', '/') + ".class";
    try (InputStream in = AdviceTest.class.getClassLoader().getResourceAsStream(file)) {
      return Objects.requireNonNull(in, file).readAllBytes();
    }
  }

  static List<Arguments> violations() {
    return List.of(
        arguments("final class BadAdvice { }", "is not public and final"),
        arguments("public class BadAdvice { }", "is not public and final"),
        arguments(
            "public final class BadAdvice extends Thread { private BadAdvice() {} }",
            "has a superclass that is not its framework's"),
        arguments(
            "public final class BadAdvice implements org.quartz.Job { public BadAdvice() {}"
                + " @Override public void execute(org.quartz.JobExecutionContext context) {} }",
            "has a method that is neither public static enter or exit nor private static: <init>"),
        arguments(
            "public final class BadAdvice { private BadAdvice() {} static int runs; }",
            "has a field that is no constant: runs"),
        arguments(
            "public final class BadAdvice { private BadAdvice() {} private int runs; }",
            "has a field that is no constant: runs"),
        arguments(
            "public final class BadAdvice implements Runnable"
                + " { private BadAdvice() {} int runs; public void run() {} }",
            "has a field that is no constant: runs"),
        arguments(
            "public final class BadAdvice implements Runnable"
                + " { private BadAdvice() {} public void run() {} void go() {} }",
            "has a method that is neither public static enter or exit nor private static: go"),
        arguments(
            "public final class BadAdvice { private BadAdvice() {} public void enter() {} }",
            "has a method that is neither public static enter or exit nor private static: enter"),
        arguments(
            "public final class BadAdvice { private BadAdvice() {} static void enter() {} }",
            "has a method that is neither public static enter or exit nor private static: enter"),
        arguments(
            "public final class BadAdvice { private BadAdvice() {} public static void go() {} }",
            "has a method that is neither public static enter or exit nor private static: go"),
        arguments(
            "public final class BadAdvice { public BadAdvice() {} }",
            "has a method that is neither public static enter or exit nor private static: <init>"),
        arguments(
            "public final class BadAdvice { private BadAdvice() {}"
                + " public static Runnable enter() { return () -> {}; } }",
            "uses invokedynamic in enter"),
        arguments(
            "public final class BadAdvice { private BadAdvice() {} private static class Held {} }",
            "is a second class file"),
        arguments(
            "public final class BadAdvice { private BadAdvice() {}"
                + " public static Object enter() { return new Object() {}; } }",
            "has a nested class 1"),
        arguments(
            "public final class BadAdvice { private BadAdvice() {}"
                + " public static int enter(Thread.State state) {"
                + " switch (state) { case NEW: return 1; default: return 2; } } }",
            "is a second class file"),
        arguments(
            "public final class BadAdvice { private BadAdvice() {}"
                + " public static void enter(io.batchmon.agent.run.Runs runs) {} }",
            "names io.batchmon.agent.run.Runs, which is not there beside the framework"),
        arguments(
            "public final class BadAdvice { private BadAdvice() {}"
                + " public static void enter() { io.opentelemetry.api.trace.Span.current(); } }",
            "names io.opentelemetry.api.trace.Span, which is not there beside the framework"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("violations")
  void violationIsRefused(String source, String message) throws Exception {
    Compiled broken =
        Compiled.from(folder, "package io.batchmon.instrumentation.quartz; " + source);

    assertThat(AdviceRules.violationsBelow(broken.folder()))
        .anyMatch(violation -> violation.startsWith("BadAdvice") && violation.endsWith(message));
  }

  @Test
  void newFrameworkSaysWhichPackagesAreItsOwn() throws Exception {
    Compiled broken =
        Compiled.from(
            folder,
            "package io.batchmon.instrumentation.unheard;"
                + " public final class GoodAdvice { private GoodAdvice() {} }");

    assertThat(AdviceRules.violationsBelow(broken.folder()))
        .containsExactly(
            "GoodAdvice: AdviceRules.FRAMEWORKS does not know the packages of unheard");
  }

  @Test
  void goodAdviceIsAccepted() throws Exception {
    Compiled good =
        Compiled.from(
            folder,
            "package io.batchmon.instrumentation.quartz;"
                + " public final class GoodAdvice { private GoodAdvice() {}"
                + " private static final String SYSTEM = \"quartz\";"
                + " public static Object enter(Thread thread) { return nameOf(thread); }"
                + " public static void exit(Object entered, Thread thread, Throwable thrown) {}"
                + " private static String nameOf(Thread t) { return SYSTEM.concat(t.getName()); }"
                + " }");

    assertThat(AdviceRules.violationsBelow(good.folder())).isEmpty();
  }
}
