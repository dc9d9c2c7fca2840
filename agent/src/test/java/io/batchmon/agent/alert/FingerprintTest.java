package io.batchmon.agent.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.run.FailureText;
import io.batchmon.job.RunResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {
  private static final String JOB = "com.acme.billing.NightlyInvoice";

  private static String of(Throwable thrown) {
    return print(thrown).toString();
  }

  private static Fingerprint print(Throwable thrown) {
    return Fingerprint.of(FailureText.of(thrown), new Frames(JOB), FingerprintRules.NONE);
  }

  private static String at(String... frames) {
    return of(Thrown.with(new IllegalStateException("x"), frames));
  }

  static Stream<Arguments> sameFailures() {
    return Stream.of(
        same("another line", "com.acme.A.run:10", "com.acme.A.run:99"),
        same("lambda, renumbered", "com.acme.A.lambda$run$0:1", "com.acme.A.lambda$run$7:1"),
        same(
            "lambda, serializable",
            "com.acme.A.lambda$run$0:1",
            "com.acme.A.lambda$run$3f2a1b$1:1"),
        same(
            "lambda class of JDK 8 and 21",
            "com.acme.A$$Lambda$1/1234567.run:1",
            "com.acme.A$$Lambda/0x00007f0001000a00.run:1"),
        same(
            "CGLIB of Spring 5 and 6",
            "com.acme.A$$EnhancerBySpringCGLIB$$1a2b3c.run:1",
            "com.acme.A$$SpringCGLIB$$0.run:1"),
        same("CGLIB's copy of a method", "com.acme.A.run:1", "com.acme.A$$X$$1.CGLIB$run$0:1"),
        same("Javassist", "com.acme.A_$$_jvst5f_0.run:1", "com.acme.A_$$_javassist_seam_3.run:1"),
        same("Byte Buddy", "com.acme.A$ByteBuddy$xYz.run:1", "com.acme.A$ByteBuddy$q1.run:1"),
        same("mock", "com.acme.A$MockitoMock$12.run:1", "com.acme.A$MockitoMock$99.run:1"),
        same("Hibernate", "com.acme.A$HibernateProxy$aB.run:1", "com.acme.A.run:1"),
        same("anonymous, renumbered", "com.acme.A$1.run:1", "com.acme.A$2.run:1"),
        same("local class, renumbered", "com.acme.A$1Row.run:1", "com.acme.A$2Row.run:1"),
        same("hidden class", "com.acme.A/0x0000000800c03000.run:1", "com.acme.A.run:1"),
        same("Groovy script", "Script1.run:1", "Script27.run:1"),
        same("Groovy closure", "A$_run_closure1.doCall:1", "A$_run_closure2.doCall:1"),
        same("Scala", "com.acme.A.$anonfun$run$1:1", "com.acme.A.$anonfun$run$4$adapted:1"),
        same("Scala object", "com.acme.A$.run:1", "com.acme.A.run:1"),
        same("Scala, specialised", "com.acme.A.apply$mcV$sp:1", "com.acme.A.apply:1"),
        same("Kotlin lambda", "com.acme.A.run$lambda$0:1", "com.acme.A.run$lambda-3:1"),
        same("Kotlin and Java lambda", "com.acme.A.run$lambda$0:1", "com.acme.A.lambda$run$1:1"),
        same("Kotlin lambda class", "com.acme.A$run$1.invoke:1", "com.acme.A$run$2.invoke:1"),
        same("Byte Buddy's copy", "com.acme.A.run$original$xY1z:1", "com.acme.A.run:1"),
        same("AspectJ's copy", "com.acme.A.run_aroundBody0:1", "com.acme.A.run:1"),
        same("Quarkus and Weld", "com.acme.A_Subclass.run:1", "com.acme.A$Proxy$_$$_WeldX.run:1"),
        same("lambda of Eclipse's compiler", "com.acme.A.lambda$0:1", "com.acme.A.lambda$7:1"));
  }

  private static Arguments same(String name, String left, String right) {
    return Arguments.of(name, left, right);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sameFailures")
  void nameThatDiffersByChanceIsTheSame(String name, String left, String right) {
    assertThat(at(left)).isEqualTo(at(right));
    assertThat(at(left, "com.acme.Outer.go:3")).isEqualTo(at(right, "com.acme.Outer.go:4"));
  }

  @Test
  void messageIsNoPart() {
    assertThat(of(Thrown.with(new IOException("invoice 17"), "com.acme.A.run:1")))
        .isEqualTo(of(Thrown.with(new IOException("invoice 18"), "com.acme.A.run:1")));
  }

  @Test
  void wayThroughTheFrameworkIsNoPart() {
    assertThat(
            at(
                "com.acme.A.run:1",
                "jdk.internal.reflect.GeneratedMethodAccessor12.invoke:-1",
                "java.lang.reflect.Method.invoke:566",
                "jdk.proxy2.$Proxy33.run:-1",
                "org.quartz.core.JobRunShell.run:202"))
        .isEqualTo(
            at(
                "com.acme.A.run:1",
                "sun.reflect.NativeMethodAccessorImpl.invoke0:-2",
                "com.sun.proxy.$Proxy7.run:-1",
                "$Proxy9.run:-1",
                "org.springframework.scheduling.support.X.run:84"));
  }

  @Test
  void accessorOfOldCompilersIsNoPart() {
    assertThat(at("com.acme.A.read:1", "com.acme.A.access$000:1", "com.acme.A$1.run:1"))
        .isEqualTo(at("com.acme.A.read:1", "com.acme.A$1.run:1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.acme.A.access$000",
        "com.acme.A.run$default",
        "com.acme.A$$Lambda$14/0x0000000840066840.run",
        "com.acme.A$$FastClassBySpringCGLIB$$ab12.invoke",
        "com.acme.A$ByteBuddy$x$auxiliary$y.call",
        "com.acme.A$AjcClosure1.run",
        "com.acme.$Proxy12.run",
        "jdk.proxy2.$Proxy33.run",
        "$Proxy9.run"
      })
  void bridgeIsNoPart(String frame) {
    assertThat(at("com.acme.A.read:1", frame + ":-1", "com.acme.B.run:1"))
        .isEqualTo(at("com.acme.A.read:1", "com.acme.B.run:1"));
  }

  @Test
  void proxyAroundAnAspectIsNoPart() {
    assertThat(
            at(
                "com.acme.A.read:1",
                "com.acme.Aspect.around:1",
                "com.acme.A$$EnhancerBySpringCGLIB$$1a.read:-1",
                "com.acme.B.run:1"))
        .isEqualTo(at("com.acme.A.read:1", "com.acme.Aspect.around:1", "com.acme.B.run:1"));
  }

  @Test
  void whereAStackOverflowedIsNoPart() {
    assertThat(
            of(Thrown.with(new StackOverflowError(), "a.A.a:1", "a.B.b:1", "a.A.a:1", "a.B.b:1")))
        .isEqualTo(
            of(
                Thrown.with(
                    new StackOverflowError(),
                    "a.Leaf.get:1",
                    "a.B.b:1",
                    "a.A.a:1",
                    "a.B.b:1",
                    "a.A.a:1")));
  }

  @Test
  void whereMemoryRanOutIsNoPart() {
    String heap = of(Thrown.with(new OutOfMemoryError("Java heap space"), "a.A.a:1"));
    assertThat(of(Thrown.with(new OutOfMemoryError("GC overhead limit exceeded"), "a.B.b:1")))
        .isEqualTo(heap);
    assertThat(of(Thrown.with(new OutOfMemoryError("Metaspace"), "a.A.a:1"))).isNotEqualTo(heap);
  }

  @Test
  void copyThatAnotherThreadThrowsIsNoPart() {
    IllegalStateException original = Thrown.with(new IllegalStateException("x"), "a.A.a:1");
    assertThat(of(new IllegalStateException(original))).isEqualTo(of(original));
    assertThat(of(new IllegalStateException("x", original))).isEqualTo(of(original));
    assertThat(of(new RuntimeException(original))).isEqualTo(of(original));
    assertThat(of(new IllegalStateException("y", new IOException("x")))).isNotEqualTo(of(original));
  }

  @Test
  void rootOfALongChainCounts() {
    assertThat(of(chain(new IOException("x"), 30)))
        .isNotEqualTo(of(chain(new java.util.NoSuchElementException("x"), 30)));
  }

  private static Throwable chain(Throwable root, int length) {
    Throwable outer = root;
    for (int i = 0; i < length; i++) {
      outer =
          i % 2 == 0
              ? new IllegalStateException("a", outer)
              : new IllegalArgumentException("b", outer);
    }
    return outer;
  }

  @Test
  void framesOfTheNextExceptionCountWhereTheRootHasNone() {
    IOException pool = Thrown.with(new IOException("x"), "java.net.Socket.connect:1");
    assertThat(of(Thrown.with(new IllegalStateException("y", pool), "a.A.a:1")))
        .isNotEqualTo(of(Thrown.with(new IllegalStateException("y", pool), "a.B.a:1")));
  }

  @Test
  void whatTheApplicationCalledCounts() {
    assertThat(at("java.util.UUID.fromString:1", "com.acme.A.run:1"))
        .isNotEqualTo(at("java.util.Optional.get:1", "com.acme.A.run:1"));
    assertThat(at("java.util.ArrayList.get:1", "com.acme.A.run:1"))
        .isEqualTo(at("jdk.X.check:1", "java.util.Arrays$ArrayList.get:1", "com.acme.A.run:1"));
    assertThat(at("java.io.FileReader.<init>:1", "com.acme.A.run:1"))
        .isNotEqualTo(at("java.io.FileOutputStream.<init>:1", "com.acme.A.run:1"));
    assertThat(at("com.acme.A.access$000:1", "com.acme.A.run:1")).isEqualTo(at("com.acme.A.run:1"));
  }

  @Test
  void insideOfTheJdkIsNoPart() {
    assertThat(
            at(
                "java.net.PlainSocketImpl.socketConnect:-2",
                "java.net.Socket.connect:589",
                "java.lang.Thread.run:750"))
        .isEqualTo(
            at(
                "sun.nio.ch.Net.pollConnect:-2",
                "java.net.Socket.connect:633",
                "java.util.concurrent.ThreadPoolExecutor.runWorker:1",
                "java.lang.Thread.run:840"));
  }

  @Test
  void depthOfRecursionIsNoPart() {
    assertThat(at("com.acme.A.visit:1", "com.acme.A.visit:2", "com.acme.B.run:1"))
        .isEqualTo(at("com.acme.A.visit:1", "com.acme.B.run:1"));
  }

  @Test
  void carrierIsNoPart() {
    RuntimeException cause = Thrown.badFile();
    String plain = of(cause);

    assertThat(of(new ExecutionException(cause))).isEqualTo(plain);
    assertThat(of(new CompletionException(cause))).isEqualTo(plain);
    assertThat(of(new InvocationTargetException(cause))).isEqualTo(plain);
    assertThat(of(new UndeclaredThrowableException(new ExecutionException(cause))))
        .isEqualTo(plain);
    IOException io = Thrown.with(new IOException("x"), "com.acme.A.run:1");
    assertThat(of(new UncheckedIOException(io))).isEqualTo(of(io));
  }

  @Test
  void carrierWithoutCauseIsTheFailure() {
    assertThat(of(Thrown.with(new CompletionException("x", null), "com.acme.A.run:1")))
        .isNotEqualTo(of(Thrown.with(new IllegalStateException("x"), "com.acme.A.run:1")));
  }

  @Test
  void whatMattersMakesADifference() {
    String plain = at("com.acme.A.run:1");

    assertThat(at("com.acme.A.load:1")).isNotEqualTo(plain);
    assertThat(at("com.acme.B.run:1")).isNotEqualTo(plain);
    assertThat(of(Thrown.with(new IOException("x"), "com.acme.A.run:1"))).isNotEqualTo(plain);
    IllegalStateException wrapped = new IllegalStateException("x", new IOException("y"));
    assertThat(of(wrapped)).isNotEqualTo(of(new IOException("y")));
  }

  @Test
  void onlyTheFirstFiveFramesOfTheApplicationCount() {
    String[] frames = {"a.A.a:1", "a.B.a:1", "a.C.a:1", "a.D.a:1", "a.E.a:1", "a.F.a:1"};
    String six = at(frames);
    frames[5] = "a.G.a:1";
    assertThat(at(frames)).isEqualTo(six);
    frames[4] = "a.G.a:1";
    assertThat(at(frames)).isNotEqualTo(six);
  }

  @Test
  void stackWithoutTheApplicationIsTakenAsItIs() {
    assertThat(at("java.util.HashMap.get:1")).isNotEqualTo(at("java.util.ArrayList.get:1"));
  }

  @Test
  void jobsOwnPackageIsTheApplicationsEvenAmongFrameworks() {
    FailureText failure =
        FailureText.of(
            Thrown.with(new IOException("x"), "org.apache.acme.A.run:1", "com.acme.B.b:1"));

    assertThat(
            Fingerprint.of(failure, new Frames("org.apache.acme.Job"), FingerprintRules.NONE)
                .toString())
        .isNotEqualTo(Fingerprint.of(failure, new Frames(null), FingerprintRules.NONE).toString());
  }

  @Test
  void exceptionWithoutStackIsWeak() {
    assertThat(print(Thrown.with(new IOException("x"))).isWeak()).isTrue();
    assertThat(print(Thrown.badFile()).isWeak()).isFalse();
  }

  /** A golden value: a change of the algorithm has to change its version, too. */
  @Test
  void valueIsStableFromBuildToBuild() {
    assertThat(of(Thrown.badFile())).isEqualTo("4b626c5cecb8b44a");
  }

  private static String reason(String reason, String errorType) {
    return reason(RunResult.failed(reason, errorType));
  }

  private static String reason(RunResult result) {
    return Fingerprint.ofResult(result, FingerprintRules.NONE).toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "order 4711 of 2026-01-01 # order 9 of 2026-02-03",
        "id=9f8b7c-1 gone # id=11aa gone"
      })
  void reasonIsTakenWithoutItsNumbers(String left, String right) {
    assertThat(reason(left, "exit")).isEqualTo(reason(right, "exit"));
  }

  @Test
  void reasonErrorTypeExitCodeAndStatusMakeADifference() {
    RunResult plain = RunResult.failed("step load", "FAILED");
    assertThat(
            Stream.of(
                    plain,
                    RunResult.failed("step save", "FAILED"),
                    RunResult.failed("step load", "UNKNOWN"),
                    plain.withExitCode("3"),
                    plain.withExitCode("4"),
                    plain.withStatus("ABANDONED"))
                .map(FingerprintTest::reason))
        .doesNotHaveDuplicates()
        .allMatch(hex -> hex.length() == 16);
  }

  @Test
  void frameworksAreSortedAndNoneBeginsWithAnother() {
    assertThat(Frames.frameworks()).isSorted();
    for (String one : Frames.frameworks()) {
      assertThat(Frames.frameworks()).filteredOn(other -> other.startsWith(one)).hasSize(1);
    }
  }

  @Test
  void olderVersionOfTheAlgorithmFindsItsIncident() {
    Fingerprint.Canonical first =
        new Fingerprint.Canonical() {
          @Override
          public int number() {
            return 1;
          }

          @Override
          public String of(FailureText failure, Frames frames) {
            return failure.root().type();
          }
        };
    FailureText failure = FailureText.of(Thrown.badFile());
    Fingerprint print =
        Fingerprint.of(failure, new Frames(JOB), FingerprintRules.NONE, List.of(first));

    assertThat(print.toString()).isEqualTo(of(Thrown.badFile()));
    assertThat(print.earlier())
        .containsExactly(Fingerprint.hash("1|java.lang.IllegalStateException"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.util.List",
        "javax.sql.X",
        "jdk.internal.X",
        "sun.misc.X",
        "com.sun.X",
        "org.quartz.X",
        "org.springframework.batch.X",
        "io.netty.X",
        "kotlin.X",
        "jakarta.X",
        "org.apache.X",
        "software.amazon.awssdk.X",
        "akka.X",
        "okio.X",
        "scala.X"
      })
  void frameworksAreKnown(String type) {
    assertThat(new Frames(null).isApplication(new StackTraceElement(type, "m", null, 1))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"com.acme.X", "javay.X", "organic.X", "A", "com.sunny.X", "zoo.X", "io.b.X"})
  void whatIsNotAFrameworkIsTheApplication(String type) {
    assertThat(new Frames(null).isApplication(new StackTraceElement(type, "m", null, 1))).isTrue();
  }
}
