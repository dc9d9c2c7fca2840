package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.standin.ReceivedSpan;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Methods that an operator names are jobs. */
class EntryPointsIT {
  private static final String OUTPUT = "exact\n42\nledger is open\n";

  @RegisterExtension static final Receivers receivers = new Receivers();

  static Stream<Jdk> jdks() {
    return Jdk.all();
  }

  private static Ended run(Jdk jdk, String entryPoints, String... options) {
    return receivers
        .jvm(jdk)
        .env("BATCHMON_ENTRYPOINTS", entryPoints)
        .option(options)
        .main("EntryPointJobs")
        .run();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void eachFormFindsItsMethods(Jdk jdk) {
    Ended ended =
        run(
            jdk,
            "EntryPointJobs$Exact#run, @EntryPointJobs$Batch,"
                + " implements EntryPointJobs$Task#execute, EntryPointJobs$Ledger*#close");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).isEqualTo(OUTPUT);

    ReceivedSpan main = receivers.spanOf("EntryPointJobs");
    assertThat(receivers.spanOf("EntryPointJobs.ofTheMainClass").attributes())
        .containsEntry("batch.job.outcome", "succeeded");
    for (String job : List.of("Exact.run", "Annotated.work", "Recursive.execute")) {
      ReceivedSpan span = receivers.spanOf(job);
      assertThat(span.statusCode()).isEqualTo("UNSET");
      assertThat(span.parentSpanId()).isEqualTo(main.spanId());
      assertThat(span.attributes())
          .containsEntry("batch.job.system", "custom")
          .containsEntry("batch.job.outcome", "succeeded")
          .containsEntry("code.function.name", "EntryPointJobs$" + job);
    }
    ReceivedSpan failed = receivers.spanOf("LedgerNightly.close");
    assertThat(failed.statusCode()).isEqualTo("ERROR");
    assertThat(failed.attributes())
        .containsEntry("batch.job.outcome", "failed")
        .containsEntry("error.type", "java.lang.IllegalStateException");
    assertThat(failed.events())
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.attributes())
                    .containsEntry("exception.message", "ledger is open"));
    ReceivedSpan anonymous = receivers.spanOf("EntryPointJobs.execute");
    assertThat(anonymous.attributes()).containsEntry("batch.job.outcome", "succeeded");
    assertThat(receivers.collector().spans()).hasSize(7);
    assertThat(receivers.messages()).hasSize(1);
  }

  @Test
  void jobThatCallsAnotherOfItsObjectHasItAsAPart() {
    Ended ended = run(Jdk.running(), "EntryPointJobs$Driver#night, EntryPointJobs$Driver#load");
    assertThat(ended.err()).isEmpty();

    ReceivedSpan night = receivers.spanOf("Driver.night");
    assertThat(night.attributes()).containsEntry("batch.job.outcome", "succeeded");
    assertThat(receivers.collector().spans())
        .filteredOn(span -> span.name().equals("Driver.load"))
        .hasSize(2)
        .allSatisfy(
            load -> {
              assertThat(load.parentSpanId()).isEqualTo(night.spanId());
              assertThat(load.attributes()).containsEntry("batch.job.outcome", "succeeded");
            });
  }

  @Test
  void exactNamesNeedNothingOfByteBuddysMatching() {
    Ended ended = run(Jdk.running(), "EntryPointJobs$Exact#run", "-verbose:class");
    assertThat(receivers.spanOf("Exact.run").attributes())
        .containsEntry("batch.job.outcome", "succeeded");
    assertThat(ended.out().lines())
        .anyMatch(line -> line.contains("net.bytebuddy.jar.asm."))
        .noneMatch(
            line -> line.contains("net.bytebuddy.") && !line.contains("net.bytebuddy.jar.asm."));
  }

  @Test
  void whatLeadsNowhereOrCannotBeReadIsSaid() {
    Ended ended =
        run(
            Jdk.running(),
            "EntryPointJobs$Exact#run, EntryPointJobs$Exact#walk, com.acme.Missing#run,"
                + " @com.acme.Absent, @EntryPointJobs$OfClasses, com.acme.Job.run");
    assertThat(ended.out()).isEqualTo(OUTPUT);
    assertThat(ended.err().lines())
        .hasSize(6)
        .anyMatch(
            line ->
                line.contains("\"@EntryPointJobs$OfClasses\" has matched no method")
                    && line.contains("it is on the class EntryPointJobs$AnnotatedClass"))
        .allMatch(line -> line.startsWith("[batchmon] WARN "))
        .anyMatch(
            line ->
                line.contains("\"com.acme.Job.run\" is left out; the forms are com.acme.Job#run"))
        .anyMatch(line -> line.contains("custom EntryPointJobs$Exact.walk does not fit"))
        .anyMatch(line -> line.contains("\"EntryPointJobs$Exact#walk\" has matched no method"))
        .anyMatch(line -> line.contains("\"com.acme.Missing#run\" has matched no method"))
        .anyMatch(line -> line.contains("\"@com.acme.Absent\" has matched no method"));
    assertThat(receivers.spanOf("Exact.run").attributes())
        .containsEntry("batch.job.outcome", "succeeded");
  }

  @Test
  void customHooksCanBeSwitchedOff() {
    Ended ended =
        run(
            Jdk.running(),
            "EntryPointJobs$Exact#run",
            "-Dbatchmon.instrumentation.custom.enabled=false");
    assertThat(ended.err()).isEmpty();
    assertThat(receivers.collector().spans())
        .extracting(span -> span.attributes().get("batch.job.outcome"))
        .containsExactly("succeeded");
  }

  @Test
  void quartzJobThatIsNamedAsWellIsOneRun() {
    receivers
        .jvm(Jdk.running())
        .env("BATCHMON_ENTRYPOINTS", "implements org.quartz.Job#execute")
        .main("QuartzJobs", "Good")
        .run();
    assertThat(receivers.spanOf("Good").attributes())
        .containsEntry("batch.job.system", "quartz")
        .containsEntry("batch.job.outcome", "succeeded");
    assertThat(receivers.collector().spans()).hasSize(2);
  }
}
