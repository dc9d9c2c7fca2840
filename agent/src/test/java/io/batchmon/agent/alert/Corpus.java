package io.batchmon.agent.alert;

import io.batchmon.agent.run.FailureText;
import io.batchmon.agent.run.FailureText.Cause;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Exceptions of real libraries on real JDKs, as {@code agent/corpus} recorded them, each with the
 * bug it comes from.
 */
final class Corpus {
  static final List<Integer> JDKS = List.of(8, 11, 17, 21, 25);

  private static final String FIRST = "~first";

  /**
   * One exception.
   *
   * @param job class of the job
   * @param bug what is wrong: the label
   * @param build of the job: a, or b with lines, lambdas and inner classes renumbered
   * @param via the way in which the job was called
   * @param isFirst of a bug that later throws without a stack
   */
  record Raised(
      String job,
      String bug,
      String build,
      String via,
      int jdk,
      boolean isFirst,
      FailureText text) {
    String label() {
      return job + " " + bug;
    }

    boolean isStackless() {
      return text.root().frames().isEmpty();
    }

    @Override
    public String toString() {
      return label() + " [JDK " + jdk + ", build " + build + ", " + via + "]";
    }
  }

  private Corpus() {}

  static List<Raised> read() {
    List<Raised> all = new ArrayList<>();
    for (int jdk : JDKS) {
      String name = "/corpus/" + jdk + ".txt.gz";
      try (InputStream file = Corpus.class.getResourceAsStream(name);
          BufferedReader lines =
              new BufferedReader(
                  new InputStreamReader(new GZIPInputStream(file), StandardCharsets.UTF_8))) {
        read(lines, jdk, all);
      } catch (IOException failure) {
        throw new UncheckedIOException(name, failure);
      }
    }
    return all;
  }

  private static void read(BufferedReader lines, int jdk, List<Raised> all) throws IOException {
    Map<String, StackTraceElement> frames = new HashMap<>();
    String[] head = null;
    List<Cause> causes = new ArrayList<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] part = line.split("\t", -1);
      switch (part[0]) {
        case "F" ->
            frames.put(
                part[1],
                new StackTraceElement(
                    part[2],
                    part[3],
                    part[4].isEmpty() ? null : part[4],
                    Integer.parseInt(part[5])));
        case "C" -> causes.add(cause(part, frames));
        default -> {
          add(head, causes, jdk, all);
          head = part;
          causes = new ArrayList<>();
        }
      }
    }
    add(head, causes, jdk, all);
  }

  private static Cause cause(String[] part, Map<String, StackTraceElement> frames) {
    List<StackTraceElement> stack = new ArrayList<>();
    for (String number : part[4].trim().split(" ", -1)) {
      if (!number.isEmpty()) {
        stack.add(frames.get(number));
      }
    }
    String message = part[3].equals("-") ? null : text(part[3].substring(1));
    String code = part[2].isEmpty() ? null : part[2];
    return new Cause(part[1], message, stack.toArray(new StackTraceElement[0]), 0, code);
  }

  private static String text(String plain) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      char escaped = plain.charAt(++i);
      text.append(escaped == 'n' ? '\n' : escaped == 'r' ? '\r' : escaped == 't' ? '\t' : escaped);
    }
    return text.toString();
  }

  private static void add(String @Nullable [] head, List<Cause> causes, int jdk, List<Raised> all) {
    if (head != null) {
      boolean first = head[2].endsWith(FIRST);
      String bug = first ? head[2].substring(0, head[2].length() - FIRST.length()) : head[2];
      all.add(new Raised(head[1], bug, head[3], head[4], jdk, first, FailureText.of(causes)));
    }
  }
}
