package io.batchmon.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Defines classes in other loaders, the bootstrap loader among them. Appending to the boot class
 * path would do for the latter, but prints a warning at every start of a JVM that shares class
 * data, and turns application class-data sharing off.
 */
final class ClassDefiner {
  private final Object unsafe;
  private final Method defineClass;

  private ClassDefiner(Object unsafe, Method defineClass) {
    this.unsafe = unsafe;
    this.defineClass = defineClass;
  }

  /** On Java 9 and newer exports {@code jdk.internal.misc} to the agent's own module first. */
  static ClassDefiner of(Instrumentation instrumentation) throws ReflectiveOperationException {
    Class<?> type;
    Object unsafe;
    if (System.getProperty("java.specification.version", "").startsWith("1.")) {
      type = Class.forName("sun.misc.Unsafe");
      Field field = type.getDeclaredField("theUnsafe");
      field.setAccessible(true);
      unsafe = field.get(null);
    } else {
      export(instrumentation);
      type = Class.forName("jdk.internal.misc.Unsafe");
      unsafe = type.getMethod("getUnsafe").invoke(null);
    }
    Method defineClass =
        type.getMethod(
            "defineClass",
            String.class,
            byte[].class,
            int.class,
            int.class,
            ClassLoader.class,
            ProtectionDomain.class);
    return new ClassDefiner(unsafe, defineClass);
  }

  // why: reflection, since these methods are younger than the Java we compile for
  private static void export(Instrumentation instrumentation) throws ReflectiveOperationException {
    Object ours = Class.class.getMethod("getModule").invoke(ClassDefiner.class);
    Map<String, Set<Object>> exports = new HashMap<>();
    exports.put("jdk.internal.misc", Collections.singleton(ours));
    redefineBase(instrumentation, exports, Collections.<String, Set<Object>>emptyMap());
  }

  /**
   * Lets classes on the bootstrap loader, where the door and the advice of the JDK's own classes
   * are, look into private fields of the JDK's tasks.
   *
   * @param onBootstrap one of those classes
   */
  static void openTasks(Instrumentation instrumentation, Class<?> onBootstrap)
      throws ReflectiveOperationException {
    if (System.getProperty("java.specification.version", "").startsWith("1.")) {
      return;
    }
    Object door = Class.class.getMethod("getModule").invoke(onBootstrap);
    Map<String, Set<Object>> opens = new HashMap<>();
    opens.put("java.util", Collections.singleton(door));
    opens.put("java.util.concurrent", Collections.singleton(door));
    redefineBase(instrumentation, Collections.<String, Set<Object>>emptyMap(), opens);
  }

  /** Lets a module of the JDK call classes that are defined in its loader, but in no module. */
  static void readUnnamed(Instrumentation instrumentation, String moduleName, ClassLoader loader)
      throws ReflectiveOperationException {
    Class<?> layerType = Class.forName("java.lang.ModuleLayer");
    Object layer = layerType.getMethod("boot").invoke(null);
    Object found = layerType.getMethod("findModule", String.class).invoke(layer, moduleName);
    Object unnamed = ClassLoader.class.getMethod("getUnnamedModule").invoke(loader);
    redefine(
        instrumentation,
        ((Optional<?>) found).get(),
        Collections.singleton(unnamed),
        Collections.<String, Set<Object>>emptyMap(),
        Collections.<String, Set<Object>>emptyMap());
  }

  private static void redefineBase(
      Instrumentation instrumentation,
      Map<String, Set<Object>> exports,
      Map<String, Set<Object>> opens)
      throws ReflectiveOperationException {
    Object base = Class.class.getMethod("getModule").invoke(Object.class);
    redefine(instrumentation, base, Collections.emptySet(), exports, opens);
  }

  private static void redefine(
      Instrumentation instrumentation,
      Object redefined,
      Set<Object> reads,
      Map<String, Set<Object>> exports,
      Map<String, Set<Object>> opens)
      throws ReflectiveOperationException {
    Class<?> module = Class.forName("java.lang.Module");
    Instrumentation.class
        .getMethod("redefineModule", module, Set.class, Map.class, Map.class, Set.class, Map.class)
        .invoke(
            instrumentation,
            redefined,
            reads,
            exports,
            opens,
            Collections.emptySet(),
            Collections.emptyMap());
  }

  /**
   * Defines a class; one that the loader has already under that name is left as it is.
   *
   * @param name internal, with slashes
   * @param loader null for the bootstrap loader
   */
  void define(
      String name,
      byte[] classFile,
      @Nullable ClassLoader loader,
      @Nullable ProtectionDomain domain)
      throws ReflectiveOperationException {
    try {
      defineClass.invoke(unsafe, name, classFile, 0, classFile.length, loader, domain);
    } catch (InvocationTargetException failure) {
      if (failure.getCause() instanceof LinkageError
          && String.valueOf(failure.getCause().getMessage()).contains("duplicate class")) {
        return;
      }
      throw failure;
    }
  }

  /** The class file stored in the agent under a folder. */
  static byte[] stored(String folder, String name) throws IOException {
    ClassLoader loader = ClassDefiner.class.getClassLoader();
    String path = folder + '/' + name + ".classdata";
    try (InputStream in = loader == null ? null : loader.getResourceAsStream(path)) {
      if (in == null) {
        throw new IOException("The agent's jar has no " + path);
      }
      byte[] buffer = new byte[4096];
      int size = 0;
      for (int count = in.read(buffer); count >= 0; ) {
        size += count;
        if (size == buffer.length) {
          buffer = java.util.Arrays.copyOf(buffer, size * 2);
        }
        count = in.read(buffer, size, buffer.length - size);
      }
      return java.util.Arrays.copyOf(buffer, size);
    }
  }
}
