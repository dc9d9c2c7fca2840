package io.batchmon.instrumentation.quarkusscheduler;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

/**
 * The packaged application under test, in a class loader of its own as Quarkus makes it. Its boot
 * jars are on the class path, as they are where its own jar is started.
 */
public final class Application implements AutoCloseable {
  private static volatile Function<String, Object> work = job -> null;

  private final ClassLoader loader;
  private final Object application;

  private Application(ClassLoader loader, Object application) {
    this.loader = loader;
    this.application = application;
  }

  /** Called by its jobs. */
  public static Function<String, Object> work() {
    return work;
  }

  /**
   * Starts it.
   *
   * @param due properties that say when jobs are due; all others are off
   * @param newWork what they do
   */
  static Application start(Map<String, String> due, Function<String, Object> newWork)
      throws Exception {
    work = newWork;
    due.forEach(System::setProperty);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try {
      Path root = Path.of(System.getProperty("application"));
      ClassLoader loader = loaderOf(root);
      thread.setContextClassLoader(loader);
      Object application =
          loader.loadClass("io.quarkus.runner.ApplicationImpl").getConstructor().newInstance();
      application
          .getClass()
          .getMethod("start", String[].class)
          .invoke(application, (Object) new String[0]);
      return new Application(loader, application);
    } finally {
      thread.setContextClassLoader(before);
      due.keySet().forEach(System::clearProperty);
    }
  }

  private static ClassLoader loaderOf(Path root) throws Exception {
    Class<?> serialized = Class.forName("io.quarkus.bootstrap.runner.SerializedApplication");
    try (InputStream in = Files.newInputStream(root.resolve("quarkus/quarkus-application.dat"))) {
      Object read =
          serialized.getMethod("read", InputStream.class, Path.class).invoke(null, in, root);
      return (ClassLoader) serialized.getMethod("getRunnerClassLoader").invoke(read);
    }
  }

  /** Calls a public static method of the application. */
  void call(String type, String method) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      loader.loadClass(type).getMethod(method).invoke(null);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Override
  public void close() throws ReflectiveOperationException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      application.getClass().getMethod("stop").invoke(application);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
