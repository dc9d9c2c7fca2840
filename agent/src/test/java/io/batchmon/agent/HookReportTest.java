package io.batchmon.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.weaving.HookIndex;
import io.batchmon.weaving.WovenHook;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HookReportTest {
  private static final WovenHook HOOK =
      HookIndex.parse(
          String.join(
              "\t",
              "quartz",
              "org/quartz/core/JobRunShell",
              "run",
              "()",
              "io/batchmon/instrumentation/quartz/RunShellAdvice",
              "-",
              "(Ljava/lang/Throwable;)V",
              "-",
              "f",
              "-"));

  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private final List<String> told = new ArrayList<>();
  private HookReport report;
  private ProtectionDomain quartz;

  @BeforeEach
  void start() throws MalformedURLException {
    report = new HookReport(AgentLog.to(new PrintStream(stderr, true, StandardCharsets.UTF_8)));
    report.listen(
        new HookReport.Listener() {
          @Override
          public void frameworkWoven(boolean isMainClass) {
            told.add(isMainClass ? "main woven" : "woven");
          }

          @Override
          public void watchedClassSeen(String className) {
            told.add("seen " + className);
          }

          @Override
          public void entryPointWoven(WovenHook hook) {
            told.add("entry point " + hook.display());
          }

          @Override
          public void databaseWoven() {}

          @Override
          public void adviceFailed(String hook) {
            told.add("failed " + hook);
          }
        });
    CodeSource source =
        new CodeSource(URI.create("file:/lib/quartz-2.3.2.jar").toURL(), (Certificate[]) null);
    quartz = new ProtectionDomain(source, null);
  }

  private List<String> lines() {
    return stderr.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void failedAdviceIsCountedEachTimeAndSaidOnceWithTheFrameworksVersion() {
    report.woven(HOOK, quartz);
    report.failed(HOOK.display(), new NoSuchMethodError("getFireInstanceId"));
    report.failed(HOOK.display(), new NoSuchMethodError("getFireInstanceId"));

    assertThat(told)
        .containsExactly("woven", "failed " + HOOK.display(), "failed " + HOOK.display());
    assertThat(lines())
        .singleElement()
        .asString()
        .contains("quartz org.quartz.core.JobRunShell.run in quartz-2.3.2.jar failed")
        .contains("the job went on")
        .contains("NoSuchMethodError: getFireInstanceId");
  }

  @Test
  void hookThatDoesNotFitIsSaidOnceWithTheRemedy() {
    report.unfit(HOOK, quartz, "the class has no such method");
    report.unfit(HOOK, quartz, "the class has no such method");

    assertThat(lines())
        .singleElement()
        .asString()
        .contains("does not fit quartz-2.3.2.jar: the class has no such method")
        .contains("batchmon.instrumentation.quartz.enabled=false");
  }

  @ParameterizedTest
  @ValueSource(strings = {"logback", "logback-json", "log4j", "log4j1-json", "jboss-logmanager"})
  void frameworkOfLoggingDoesNotMeanThatThereAreJobs(String instrumentation) {
    report.woven(
        HookIndex.parse(
            String.join(
                "\t",
                instrumentation,
                "org/acme/Logger",
                "log",
                "()",
                "io/batchmon/instrumentation/acme/LogAdvice",
                "-",
                "(Ljava/lang/Throwable;)V",
                "-",
                "f",
                "-")),
        quartz);

    assertThat(told).isEmpty();
  }

  @Test
  void watchedClassIsPassedOn() {
    report.seen("org/eclipse/jetty/server/Server");
    assertThat(told).containsExactly("seen org/eclipse/jetty/server/Server");
    assertThat(lines()).isEmpty();
  }
}
