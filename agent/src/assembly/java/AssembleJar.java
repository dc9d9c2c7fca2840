import io.batchmon.instrumentation.api.JobInstrumentation;
import io.batchmon.weaving.HookIndex;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import net.bytebuddy.jar.asm.AnnotationVisitor;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.Remapper;

/**
 * Lays the agent's classes out as its class loaders expect them; run by the build on the shaded
 * jar. Only the premain keeps the name and place of a class file; see the diagram in
 * bootstrap/README.md. Entries are sorted and carry one fixed time, so that the same source makes
 * the same bytes.
 */
public final class AssembleJar {
  private static final String MODEL = "io/batchmon/job/";
  private static final String PREMAIN = "io/batchmon/premain/";
  private static final String INSTRUMENTATION = "io/batchmon/instrumentation/";
  private static final int JAVA_5 = 49;

  private AssembleJar() {}

  public static void main(String[] args) throws Exception {
    Path shaded = Path.of(args[0]);
    Path target = Path.of(args[1]);
    String version = args[2];
    Path license = Path.of(args[3]);

    List<String> index = hookIndex();
    Map<String, byte[]> entries = new TreeMap<>();
    Map<String, byte[]> model = new TreeMap<>();
    Map<String, byte[]> files = new TreeMap<>();
    try (ZipFile zip = new ZipFile(shaded.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (!entry.isDirectory()) {
          try (InputStream in = zip.getInputStream(entry)) {
            files.put(entry.getName(), in.readAllBytes());
          }
        }
      }
    }
    new KotlinLibrary(files).shrink();
    Set<String> advice = adviceOf(index);
    for (String name : advice) {
      files.replace(name, asCompiled(name));
    }
    files.forEach((name, bytes) -> place(name, bytes, advice, entries, model));
    entries.put("agent/bootstrap.index", text(supertypesFirst(model)));
    entries.put("agent/hooks.index", text(index));
    entries.put("agent/batchmon.version", text(List.of(version)));
    entries.put("META-INF/LICENSE", Files.readAllBytes(license));
    write(target, manifest(version), entries);
  }

  private static List<String> hookIndex() throws IOException {
    List<JobInstrumentation> all = new ArrayList<>();
    ServiceLoader.load(JobInstrumentation.class).forEach(all::add);
    all.sort(
        Comparator.comparing(JobInstrumentation::name)
            .thenComparing(instrumentation -> instrumentation.getClass().getName()));
    List<String> lines = new ArrayList<>();
    for (JobInstrumentation instrumentation : all) {
      // why: in the order it has them, which is the order of their calls where they share a method
      lines.addAll(HookIndex.lines(instrumentation));
    }
    if (lines.isEmpty()) {
      throw new IllegalStateException("No instrumentation on the class path");
    }
    return lines;
  }

  private static Set<String> adviceOf(List<String> index) {
    Set<String> advice = new LinkedHashSet<>();
    for (String line : index) {
      advice.add(line.split("\t")[4] + ".class");
    }
    return advice;
  }

  // why: what the agent's own libraries are made to use instead of the JDK is nothing to a
  // framework
  private static byte[] asCompiled(String name) throws IOException {
    try (InputStream in = AssembleJar.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("No " + name + " on the class path");
      }
      return in.readAllBytes();
    }
  }

  private static void place(
      String name,
      byte[] bytes,
      Set<String> advice,
      Map<String, byte[]> entries,
      Map<String, byte[]> model) {
    if (name.startsWith(PREMAIN)) {
      if (name.equals(PREMAIN + "Premain.class")) {
        // why: a JVM before 8 can then load it, and say what is wrong instead of ending itself
        bytes[7] = JAVA_5;
        entries.put(name, bytes);
      } else if (!name.endsWith("package-info.class")) {
        entries.put(name, bytes);
      }
    } else if (name.endsWith("package-info.class") || name.endsWith("module-info.class")) {
      return;
    } else if (name.startsWith(MODEL)) {
      model.put(name, bytes);
      entries.put("agent/bootstrap/" + data(name), bytes);
    } else if (name.startsWith(INSTRUMENTATION)) {
      if (advice.contains(name)) {
        entries.put("agent/advice/" + data(name), bytes);
      }
    } else if (name.endsWith(".class") && !name.startsWith("org/jetbrains/annotations/")) {
      entries.put("agent/" + data(name), bytes);
    } else if (name.startsWith("META-INF/services/io.opentelemetry.")) {
      entries.put("agent/" + name, bytes);
    } else if (isLicence(name)) {
      entries.put("META-INF/licenses/" + name.substring(name.lastIndexOf('/') + 1), bytes);
    }
  }

  private static boolean isLicence(String name) {
    String file = name.substring(name.lastIndexOf('/') + 1);
    return name.startsWith("META-INF/")
        && (file.startsWith("NOTICE") || file.startsWith("LICENSE"))
        && !name.startsWith("META-INF/maven");
  }

  private static String data(String classFile) {
    return classFile.substring(0, classFile.length() - ".class".length()) + ".classdata";
  }

  // why: a class can be defined only after its supertypes
  private static List<String> supertypesFirst(Map<String, byte[]> model) {
    Set<String> ordered = new LinkedHashSet<>();
    for (String name : model.keySet()) {
      addAfterSupertypes(name, model, ordered);
    }
    return new ArrayList<>(ordered);
  }

  private static void addAfterSupertypes(
      String file, Map<String, byte[]> model, Set<String> ordered) {
    byte[] bytes = model.get(file);
    if (bytes == null) {
      return;
    }
    ClassReader reader = new ClassReader(bytes);
    addAfterSupertypes(reader.getSuperName() + ".class", model, ordered);
    for (String type : reader.getInterfaces()) {
      addAfterSupertypes(type + ".class", model, ordered);
    }
    ordered.add(file.substring(0, file.length() - ".class".length()));
  }

  private static byte[] text(List<String> lines) {
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] manifest(String version) {
    return String.join(
            "\r\n",
            "Manifest-Version: 1.0",
            "Implementation-Title: batchmon",
            "Implementation-Version: " + version,
            "Main-Class: io.batchmon.premain.Premain",
            "Premain-Class: io.batchmon.premain.Premain",
            "Can-Retransform-Classes: true",
            "",
            "")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void write(Path target, byte[] manifest, Map<String, byte[]> entries)
      throws IOException {
    LocalDateTime time = LocalDateTime.of(2026, 1, 1, 0, 0);
    try (OutputStream file = Files.newOutputStream(target);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      zip.setLevel(Deflater.BEST_COMPRESSION);
      add(zip, "META-INF/MANIFEST.MF", manifest, time);
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        add(zip, entry.getKey(), entry.getValue(), time);
      }
    }
  }

  private static void add(ZipOutputStream zip, String name, byte[] bytes, LocalDateTime time)
      throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(time);
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }
}

/**
 * Kotlin's library, of which OkHttp calls a few functions. They are static methods of very large
 * classes, so what nobody calls has to go method by method: everything that a class outside of the
 * library, or a kept method inside of it, refers to is kept.
 */
final class KotlinLibrary {
  private static final String LIBRARY = "kotlin/";
  private static final String METADATA = "Lkotlin/Metadata;";

  private final Map<String, byte[]> files;
  private final Set<String> reached = new HashSet<>();
  private final Set<String> called = new HashSet<>();

  KotlinLibrary(Map<String, byte[]> files) {
    this.files = files;
  }

  void shrink() {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      if (file.getKey().endsWith(".class") && !file.getKey().startsWith(LIBRARY)) {
        follow(new ClassReader(file.getValue()));
      }
    }
    int before;
    do {
      before = reached.size() + called.size();
      for (String name : List.copyOf(reached)) {
        follow(new ClassReader(files.get(name)));
      }
    } while (reached.size() + called.size() > before);
    files
        .keySet()
        .removeIf(
            name -> name.startsWith(LIBRARY) && name.endsWith(".class") && !reached.contains(name));
    for (String name : reached) {
      ClassReader reader = new ClassReader(files.get(name));
      ClassWriter writer = new ClassWriter(0);
      reader.accept(new Kept(writer, isFacade(name)), ClassReader.SKIP_DEBUG);
      files.put(name, writer.toByteArray());
    }
  }

  /** Whether the class only holds functions of a Kotlin source file. */
  private static boolean isFacade(String name) {
    return name.startsWith(LIBRARY) && (name.endsWith("Kt.class") || name.contains("Kt__"));
  }

  private void follow(ClassReader reader) {
    boolean facade = isFacade(reader.getClassName() + ".class");
    ClassVisitor calls =
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            return new Calls();
          }
        };
    Remapper types =
        new Remapper(Opcodes.ASM9) {
          @Override
          public String map(String type) {
            reach(type);
            return type;
          }
        };
    reader.accept(new Kept(new ClassRemapper(calls, types), facade), ClassReader.SKIP_DEBUG);
  }

  private void reach(String type) {
    String file = type + ".class";
    if (type.startsWith(LIBRARY) && files.containsKey(file)) {
      reached.add(file);
    }
  }

  /** Remembers which functions are called, and which classes are named as text. */
  private final class Calls extends MethodVisitor {
    Calls() {
      super(Opcodes.ASM9);
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      if (opcode == Opcodes.INVOKESTATIC && owner.startsWith(LIBRARY)) {
        called.add(name + descriptor);
      }
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      for (Object argument : arguments) {
        visitLdcInsn(argument);
      }
    }

    @Override
    public void visitLdcInsn(Object value) {
      if (value instanceof Handle handle) {
        called.add(handle.getName() + handle.getDesc());
      } else if (value instanceof String text) {
        reach(text.replace('.', '/'));
      }
    }
  }

  /** A class of which a function is left out that nobody calls, and what only Kotlin reads. */
  private final class Kept extends ClassVisitor {
    private final boolean facade;

    Kept(ClassVisitor next, boolean facade) {
      super(Opcodes.ASM9, next);
      this.facade = facade;
    }

    @Override
    public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
      return descriptor.equals(METADATA) ? null : super.visitAnnotation(descriptor, visible);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      boolean function = facade && (access & Opcodes.ACC_STATIC) != 0 && !name.startsWith("<");
      if (function && !called.contains(name + descriptor)) {
        return null;
      }
      return super.visitMethod(access, name, descriptor, signature, exceptions);
    }
  }
}
