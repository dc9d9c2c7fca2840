package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.standin.ReceivedSpan;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Does what instrumentation/README.md says, with the very lines in it, and runs the result. */
class AddAFrameworkIT {
  private static final Path README = Path.of("..", "instrumentation", "README.md");
  private static final Path FRAMEWORK = Path.of("src", "test", "framework");
  private static final Pattern FILE =
      Pattern.compile(
          "^\\d\\. [^`]*`(src/main/[^`]+)`:\\n\\n```\\w+\\n(.*?)^```$",
          Pattern.MULTILINE | Pattern.DOTALL);

  @RegisterExtension static final Receivers receivers = new Receivers();
  @TempDir Path directory;

  @Test
  void threeFilesMakeRunsOfAFramework() throws Exception {
    Path framework = Files.createDirectory(directory.resolve("framework"));
    compile(sourcesBelow(FRAMEWORK), System.getProperty("java.class.path"), framework);
    Path module = writeFilesOfReadme();
    Path agent = assemble(module, compileModule(module, framework));

    Ended ended =
        receivers.jvm(Jdk.running(), agent).command("-cp", framework.toString(), "Night").run();

    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).isEqualTo("swept\n");
    assertThat(receivers.spanOf("sweep").attributes())
        .containsEntry("batch.job.system", "nightshift")
        .containsEntry("batch.job.outcome", "succeeded")
        .containsEntry("code.function.name", "Night$Sweep.work");
    ReceivedSpan failed = receivers.spanOf("mop");
    assertThat(failed.statusCode()).isEqualTo("ERROR");
    assertThat(failed.attributes())
        .containsEntry("batch.job.outcome", "failed")
        .containsEntry("error.type", "java.lang.IllegalStateException");
    assertThat(receivers.messages()).hasSize(1);
    assertThat(receivers.messages().get(0).toString()).contains("mop", "main valve closed");
  }

  private Path writeFilesOfReadme() throws IOException {
    Path module = Files.createDirectory(directory.resolve("nightshift"));
    Matcher file = FILE.matcher(Files.readString(README));
    int files = 0;
    while (file.find()) {
      Path target = module.resolve(file.group(1));
      Files.createDirectories(target.getParent());
      Files.writeString(target, file.group(2));
      files++;
    }
    assertThat(files).as("files in %s", README).isEqualTo(3);
    return module;
  }

  private Path compileModule(Path module, Path framework) throws IOException {
    Path classes = Files.createDirectory(directory.resolve("classes"));
    compile(
        sourcesBelow(module),
        System.getProperty("java.class.path") + File.pathSeparator + framework,
        classes);
    return classes;
  }

  private static List<Path> sourcesBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  private static void compile(List<Path> sources, String classPath, Path target)
      throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter output = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean done =
          compiler
              .getTask(
                  output,
                  files,
                  null,
                  List.of(
                      "--release",
                      "8",
                      "-Xlint:-options",
                      "-cp",
                      classPath,
                      "-d",
                      target.toString()),
                  null,
                  files.getJavaFileObjectsFromPaths(sources))
              .call();
      assertThat(done).as(output.toString()).isTrue();
    }
  }

  /** What the build does with the module: its classes and its service, then the layout. */
  private Path assemble(Path module, Path classes) throws Exception {
    Path shaded =
        Path.of(
            "target", "batchmon-agent-" + System.getProperty("batchmon.version") + "-shaded.jar");
    Path packed = Files.copy(shaded, directory.resolve("shaded.jar"));
    try (FileSystem jar = FileSystems.newFileSystem(packed);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = jar.getPath("/").resolve(classes.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
    Path agent = directory.resolve("batchmon.jar");
    List<String> command = new ArrayList<>();
    command.add(Jdk.running().java().toString());
    command.add("-cp");
    command.add(
        String.join(
            File.pathSeparator,
            module.resolve("src/main/resources").toString(),
            classes.toString(),
            directory.resolve("framework").toString(),
            System.getProperty("java.class.path")));
    command.add(Path.of("src", "assembly", "java", "AssembleJar.java").toString());
    command.addAll(
        List.of(packed.toString(), agent.toString(), "test", Path.of("..", "LICENSE").toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return agent;
  }
}
