package io.batchmon.instrumentation.micronaut;

import io.micronaut.context.ApplicationContext;
import io.micronaut.inject.qualifiers.Qualifiers;
import io.micronaut.scheduling.TaskExecutors;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * An application of one class, compiled with the annotation processors of the Micronaut under test:
 * what those of one version generate, another one cannot run.
 */
final class Application {
  private final URLClassLoader loader;
  private final ApplicationContext context;

  private Application(URLClassLoader loader, ApplicationContext context) {
    this.loader = loader;
    this.context = context;
  }

  /** Compiled, not started. */
  static URLClassLoader compile(Path directory, String name, String source) throws Exception {
    Path file = Files.writeString(directory.resolve(name + ".java"), source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    var files = compiler.getStandardFileManager(null, null, null);
    var task =
        compiler.getTask(
            said,
            files,
            null,
            List.of(
                "-d",
                directory.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "--release",
                "17",
                "-parameters"),
            null,
            files.getJavaFileObjects(file));
    if (!task.call()) {
      throw new IllegalStateException("Not compiled: " + said);
    }
    return new URLClassLoader(
        new URL[] {directory.toUri().toURL()}, Application.class.getClassLoader());
  }

  static Application start(URLClassLoader loader) {
    return new Application(loader, ApplicationContext.run(loader));
  }

  /** No firing begins after this, and none is under way. */
  void stop() throws Exception {
    ExecutorService scheduler =
        context.getBean(ExecutorService.class, Qualifiers.byName(TaskExecutors.SCHEDULED));
    scheduler.shutdownNow();
    if (!scheduler.awaitTermination(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("A firing goes on");
    }
    context.stop();
    loader.close();
  }
}
