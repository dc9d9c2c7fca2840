package io.batchmon.corpus;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/** What the programs raise on one JDK, as lines of text: F a frame, E an exception, C a cause. */
final class Recording {
  private static final List<String> JOBS =
      List.of(
          "com.acme.orders.OrderImport",
          "com.acme.files.LedgerFiles",
          "com.acme.net.RateFetch",
          "com.acme.db.Booking",
          "com.acme.spring.InvoiceDao",
          "com.acme.rest.PriceClient",
          "com.acme.json.Feed",
          "com.acme.aws.Archive",
          "com.acme.orm.Customers",
          "com.acme.batch.NightlyBatch",
          "com.acme.mq.Events",
          "com.acme.lang.Scripts");

  /** What is not written for the newer libraries. */
  static final List<String> ONLY_OLDER = List.of("NightlyBatch");

  private Recording() {}

  /**
   * Forks the programs of a build and reads what they write.
   *
   * @param direct whether each bug is raised in one way only
   */
  static List<String> of(
      Path java, String build, String classPath, int seed, Path work, boolean direct)
      throws IOException, InterruptedException {
    Path file = work.resolve("recorded-" + seed + build + ".txt");
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(java.toString(), "-Xmx400m", "-XX:+UseSerialGC", "-Dderby.system.durability=test"));
    command.add("-Dcorpus.direct=" + direct);
    command.addAll(List.of("-cp", classPath, "corpus.Recorder", file.toString(), build));
    command.add(String.valueOf(seed));
    for (String job : JOBS) {
      if (!build.equals("c") || ONLY_OLDER.stream().noneMatch(job::contains)) {
        command.add(job);
      }
    }
    Process process =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("recorded-" + seed + build + ".log").toFile())
            .start();
    if (!process.waitFor(10, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IllegalStateException("hangs: " + command);
    }
    return Files.readAllLines(file);
  }

  static List<String> read(Path file) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return lines.lines().toList();
    }
  }

  /** One recording behind the other, with the frames numbered through. */
  static List<String> joined(List<List<String>> recordings) {
    List<String> all = new ArrayList<>();
    int base = 0;
    for (List<String> recording : recordings) {
      int frames = 0;
      for (String line : recording) {
        String[] part = line.split("\t", -1);
        if (part[0].equals("F")) {
          part[1] = String.valueOf(Integer.parseInt(part[1]) + base);
          frames++;
        } else if (part[0].equals("C")) {
          part[4] = shifted(part[4], base);
        }
        all.add(String.join("\t", part));
      }
      base += frames;
    }
    return all;
  }

  private static String shifted(String numbers, int base) {
    StringBuilder text = new StringBuilder();
    for (String number : numbers.trim().split(" ", -1)) {
      if (!number.isEmpty()) {
        text.append(text.isEmpty() ? "" : " ").append(Integer.parseInt(number) + base);
      }
    }
    return text.toString();
  }

  /**
   * By job, bug, build and way: types, codes and the application's own methods, which is what two
   * patch releases of a JDK must have in common.
   */
  static Map<String, String> essence(List<String> recording) {
    Map<String, String> methods = new HashMap<>();
    Map<String, String> found = new LinkedHashMap<>();
    String key = "";
    for (String line : recording) {
      String[] part = line.split("\t", -1);
      switch (part[0]) {
        case "F" -> methods.put(part[1], own(part[2], part[3]));
        case "E" -> {
          key = part[1] + ' ' + part[2] + ' ' + part[3] + ' ' + part[4];
          found.put(key, "");
        }
        default ->
            found.merge(
                key, part[1] + '|' + part[2] + own(part[4], methods) + '\n', String::concat);
      }
    }
    return found;
  }

  private static String own(String type, String method) {
    boolean own = type.startsWith("com.acme.") && !type.contains("$$") && !method.contains("$");
    return own ? type.replaceAll("\\$.*", "") + '.' + method : "";
  }

  private static Set<String> own(String numbers, Map<String, String> methods) {
    Set<String> names = new LinkedHashSet<>();
    for (String number : numbers.trim().split(" ", -1)) {
      names.add(methods.getOrDefault(number, ""));
    }
    names.remove("");
    return names;
  }
}
