package io.batchmon.instrumentation.servlettesting;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Loads one version of a container, and the advice beside it; of the tests it sees nothing but the
 * door.
 */
public final class ContainerLoader extends URLClassLoader {
  private ContainerLoader(URL[] urls) {
    super(urls, new Door());
  }

  /** A loader of all jars in this directory and of the classes under test. */
  public static ContainerLoader of(Path jars) {
    List<URL> urls = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(jars, "*.jar")) {
      for (Path file : files) {
        urls.add(file.toUri().toURL());
      }
      urls.add(Path.of("target/classes").toUri().toURL());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return new ContainerLoader(urls.toArray(new URL[0]));
  }

  private static final class Door extends ClassLoader {
    Door() {
      super(ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.startsWith("io.batchmon.job.")) {
        return ContainerLoader.class.getClassLoader().loadClass(name);
      }
      throw new ClassNotFoundException(name);
    }
  }
}
