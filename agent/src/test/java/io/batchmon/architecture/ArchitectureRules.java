package io.batchmon.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom. Maven modules keep most of it; this is what they cannot see. */
final class ArchitectureRules {
  private ArchitectureRules() {}

  static final ArchRule MODEL_KNOWS_ONLY_THE_JDK =
      classes()
          .that()
          .resideInAPackage("io.batchmon.job..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "org.jspecify..", "io.batchmon.job..")
          .because("it is defined on the bootstrap loader, where nothing else is")
          .allowEmptyShould(true);

  static final ArchRule PREMAIN_KNOWS_ONLY_THE_JDK =
      classes()
          .that()
          .resideInAPackage("io.batchmon.premain..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "org.jspecify..", "io.batchmon.premain..")
          .because("it is on the application's class path, and the model is not defined yet")
          .allowEmptyShould(true);

  static final ArchRule INSTRUMENTATION_NEVER_SEES_THE_AGENT =
      noClasses()
          .that()
          .resideInAnyPackage("io.batchmon.instrumentation..", "io.batchmon.weaving..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.batchmon.agent..")
          .because("dependencies point at the model")
          .allowEmptyShould(true);

  static final ArchRule ONLY_WEAVING_SEES_BYTE_BUDDY =
      noClasses()
          .that()
          .resideInAPackage("io.batchmon..")
          .and()
          .resideOutsideOfPackages("io.batchmon.weaving..", "io.batchmon.agent.entrypoint..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("net.bytebuddy..")
          .because("bytecode is the weaver's concern")
          .allowEmptyShould(true);

  static final ArchRule ONLY_TELEMETRY_SEES_OPENTELEMETRY =
      noClasses()
          .that()
          .resideInAPackage("io.batchmon..")
          .and()
          .resideOutsideOfPackages(
              "io.batchmon.agent.telemetry..",
              // why: its advice is defined beside the application's own OpenTelemetry
              "io.batchmon.instrumentation.opentelemetry..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.opentelemetry..")
          .because("the run is the model, a span is one way to tell of it")
          .allowEmptyShould(true);

  static final ArchRule ONLY_CHANNELS_SEE_OKHTTP_AND_JACKSON =
      noClasses()
          .that()
          .resideInAPackage("io.batchmon..")
          .and()
          .resideOutsideOfPackages(
              "io.batchmon.agent.aws..",
              "io.batchmon.agent.channel..",
              "io.batchmon.agent.cli..",
              // why: its advice is defined beside the application's own OkHttp
              "io.batchmon.instrumentation.okhttp..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("okhttp3..", "okio..", "com.fasterxml.jackson..")
          .because("whoever never fails never loads them")
          .allowEmptyShould(true);

  static final ArchRule RUNS_DO_NO_IO =
      noClasses()
          .that()
          .resideInAPackage("io.batchmon.agent.run..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("java.io..")
                  .or(resideInAPackage("java.net.."))
                  .or(resideInAPackage("java.nio.channels.."))
                  .or(resideInAPackage("java.nio.file..")))
          .because("they are in the job's thread, where we only remember")
          .allowEmptyShould(true);

  static final ArchRule NO_CYCLES_IN_THE_AGENT =
      slices()
          .matching("io.batchmon.agent.(*)..")
          .should()
          .beFreeOfCycles()
          .because("a package is about one concern")
          .allowEmptyShould(true);

  static final ArchRule NOTHING_KNOWS_THE_COMPOSITION_ROOT =
      noClasses()
          .that()
          .resideInAPackage("io.batchmon.agent.(*)..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.batchmon.agent")
          .because("it wires the packages of the agent, and is read first")
          .allowEmptyShould(true);
}
