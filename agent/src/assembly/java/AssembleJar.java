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
    try (ZipFile zip = new ZipFile(shaded.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (!entry.isDirectory()) {
          try (InputStream in = zip.getInputStream(entry)) {
            place(entry.getName(), in.readAllBytes(), adviceOf(index), entries, model);
          }
        }
      }
    }
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
    var reader = new net.bytebuddy.jar.asm.ClassReader(bytes);
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
