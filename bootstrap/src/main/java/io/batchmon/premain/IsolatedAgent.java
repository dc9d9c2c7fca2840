package io.batchmon.premain;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * The loader of everything that the application must not see. Its classes are stored in the jar
 * under a folder and with an ending that no other loader reads; its parent is the platform loader.
 */
final class IsolatedAgent extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  private static final String FOLDER = "agent/";

  private final JarFile jar;
  private final String jarUrl;
  private final boolean alone;

  /**
   * @param alone whether nobody defines the model on the bootstrap loader, for there is no
   *     application that shares it
   */
  private IsolatedAgent(File file, ClassLoader parent, boolean alone) throws IOException {
    super(parent);
    this.alone = alone;
    this.jar = new JarFile(file, false);
    this.jarUrl = "jar:" + file.toURI() + "!/" + FOLDER;
  }

  @SuppressWarnings("unchecked")
  static void start(@Nullable String arguments, Instrumentation instrumentation, Class<?> premain)
      throws Exception {
    ((BiConsumer<Instrumentation, @Nullable String>)
            made("io.batchmon.agent.AgentEntry", premain, false))
        .accept(instrumentation, arguments);
  }

  /** Runs a command of the command line, and ends the JVM where that failed. */
  @SuppressWarnings("unchecked")
  static void run(String[] arguments, Class<?> premain) throws Exception {
    ((Consumer<String[]>) made("io.batchmon.agent.cli.CommandEntry", premain, true))
        .accept(arguments);
  }

  /** Whether the JVM was started for a command of this jar, whose environment names the agent. */
  static boolean isCommand(String command, Class<?> premain) throws Exception {
    if (command.equals(premain.getName()) || command.startsWith(premain.getName() + ' ')) {
      return true;
    }
    String name = file(premain).getName();
    String path = System.getProperty("java.class.path", "");
    int end = path.indexOf(File.pathSeparatorChar);
    String first = end < 0 ? path : path.substring(0, end);
    return command.startsWith(first) && new File(first).getName().equals(name);
  }

  private static Object made(String className, Class<?> premain, boolean alone) throws Exception {
    // why: the parent of the system loader is the platform loader, and the extension loader on 8
    ClassLoader parent = ClassLoader.getSystemClassLoader().getParent();
    ClassLoader loader = new IsolatedAgent(file(premain), parent, alone);
    return Class.forName(className, true, loader).getConstructor().newInstance();
  }

  private static File file(Class<?> premain) throws Exception {
    URL location = premain.getProtectionDomain().getCodeSource().getLocation();
    return new File(new URI(location.toString()));
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    String path = name.replace('.', '/') + ".classdata";
    ZipEntry entry = jar.getEntry(FOLDER + path);
    if (entry == null && alone) {
      entry = jar.getEntry(FOLDER + "bootstrap/" + path);
    }
    if (entry == null) {
      throw new ClassNotFoundException(name);
    }
    byte[] bytes = new byte[(int) entry.getSize()];
    try (InputStream in = jar.getInputStream(entry)) {
      int read = 0;
      while (read < bytes.length) {
        int count = in.read(bytes, read, bytes.length - read);
        if (count < 0) {
          throw new IOException("truncated");
        }
        read += count;
      }
    } catch (IOException failure) {
      throw new ClassNotFoundException(name, failure);
    }
    // why: so that a security policy can grant to the jar what it grants
    try {
      return defineClass(name, bytes, 0, bytes.length, IsolatedAgent.class.getProtectionDomain());
    } catch (LinkageError again) {
      // why: a transformer of another agent may load the very class that it is being shown
      Class<?> defined = findLoadedClass(name);
      if (defined == null) {
        throw again;
      }
      return defined;
    }
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    ZipEntry entry = jar.getEntry(FOLDER + name);
    if (entry == null) {
      return super.getResourceAsStream(name);
    }
    try {
      return jar.getInputStream(entry);
    } catch (IOException failure) {
      return null;
    }
  }

  @Override
  protected @Nullable URL findResource(String name) {
    try {
      return jar.getEntry(FOLDER + name) == null ? null : new URL(jarUrl + name);
    } catch (MalformedURLException failure) {
      return null;
    }
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    URL found = findResource(name);
    return found == null
        ? Collections.<URL>emptyEnumeration()
        : Collections.enumeration(Collections.singletonList(found));
  }
}
