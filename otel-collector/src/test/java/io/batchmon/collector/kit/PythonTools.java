package io.batchmon.collector.kit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The programs that {@code .ci/python-tools} installs: moto, the AWS command line, validators. */
public final class PythonTools {
  private PythonTools() {}

  /** Their folder. Leaves the test out where it is not there. */
  public static Path folder() {
    String named = System.getenv("BATCHMON_TEST_TOOLS");
    Path folder = named == null ? Needed.PROJECT.resolve("target/python/bin") : Path.of(named);
    // why: what else is on the path is of other versions, which know other things
    if (!Files.isExecutable(folder.resolve("cfn-lint"))) {
      Needed.leaveOut("the Python tools of .ci/python-tools (BATCHMON_TEST_TOOLS)");
    }
    return folder.toAbsolutePath();
  }

  /** What a program has said and how it ended. */
  public record Ended(int exitCode, String output) {}

  /** Runs one of them in this module's folder. */
  public static Ended run(Map<String, String> environment, String program, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(folder().resolve(program).toString());
    command.addAll(List.of(arguments));
    return run(program, environment, command);
  }

  /** Runs any program in this module's folder. */
  public static Ended run(String name, Map<String, String> environment, List<String> command) {
    RunningProcess process = RunningProcess.start(name, Needed.KIT, environment, command);
    int exitCode = process.await();
    return new Ended(exitCode, process.log());
  }
}
