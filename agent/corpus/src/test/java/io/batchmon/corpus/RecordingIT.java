package io.batchmon.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whether the recorded exceptions are still what the libraries raise. With {@code
 * -Dcorpus.record=true} they are written anew, which takes all JDKs of the matrix.
 */
class RecordingIT {
  private static final boolean RECORD = Boolean.getBoolean("corpus.record");
  private static final Path RECORDED = Path.of("../src/test/resources/corpus").toAbsolutePath();
  private static final Path WORK = Path.of("target/corpus").toAbsolutePath();
  private static final double ALIKE = 0.98;

  /** What differs from one time to the next: threads, depths, the answer that chance chose. */
  private static final Pattern BY_CHANCE =
      Pattern.compile(" (?:pool-no-database|parallel\\S*|overflow-\\S+|\\S+-5xx) ");

  static Stream<Arguments> jdks() {
    return Jdks.found().entrySet().stream().map(jdk -> Arguments.of(jdk.getKey(), jdk.getValue()));
  }

  /** One build in one way, since a JVM takes a quarter of a minute to raise them all. */
  @ParameterizedTest(name = "JDK {0}")
  @MethodSource("jdks")
  void librariesStillRaiseWhatIsRecorded(int version, Path java) throws Exception {
    Files.createDirectories(WORK);
    List<String> now = Recording.of(java, "a", Programs.compiled("a", WORK), version, WORK, true);
    Map<String, String> raised = Recording.essence(now);
    Map<String, String> recorded =
        Recording.essence(Recording.read(RECORDED.resolve(version + ".txt.gz")));

    Map<String, String> otherwise = new TreeMap<>();
    raised.forEach(
        (key, essence) -> {
          if (!essence.equals(recorded.get(key)) && !BY_CHANCE.matcher(key).find()) {
            otherwise.put(key, essence + "was\n" + recorded.get(key));
          }
        });
    assertThat(raised).hasSizeGreaterThan(300);
    assertThat(otherwise.size())
        .as("no longer as recorded: %s", otherwise)
        .isLessThan((int) ((1 - ALIKE) * raised.size()));
  }

  @BeforeAll
  static void recordAnewOnDemand() throws Exception {
    if (!RECORD) {
      return;
    }
    Map<Integer, Path> jdks = Jdks.found();
    assertThat(jdks.keySet()).containsExactlyElementsOf(Jdks.MATRIX);
    Files.createDirectories(WORK);
    Files.createDirectories(RECORDED);
    for (Map.Entry<Integer, Path> jdk : jdks.entrySet()) {
      List<List<String>> recordings = new ArrayList<>();
      for (String build : jdk.getKey() < 17 ? List.of("a", "b") : List.of("a", "b", "c")) {
        int seed = jdk.getKey() + 100 * build.charAt(0);
        String classPath = Programs.compiled(build, WORK);
        recordings.add(Recording.of(jdk.getValue(), build, classPath, seed, WORK, false));
      }
      try (OutputStream out =
          new GZIPOutputStream(Files.newOutputStream(RECORDED.resolve(jdk.getKey() + ".txt.gz")))) {
        String text = String.join("\n", Recording.joined(recordings)) + "\n";
        out.write(text.getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
