package io.batchmon.agent.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.alert.Corpus.Raised;
import io.batchmon.job.JobName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often the fingerprint takes two exceptions for the same failure, against what is known of
 * them. A third of the bugs is held out: the algorithm was written and tuned without looking at
 * what it makes of those.
 */
class FingerprintCorpusTest {
  private static final List<Raised> ALL = Corpus.read();
  private static final Map<String, List<Raised>> BUGS = new LinkedHashMap<>();
  private static final Map<String, Raised> FIRST = new HashMap<>();

  static {
    for (Raised raised : ALL) {
      if (raised.isFirst()) {
        FIRST.put(raised.label() + raised.jdk() + raised.build(), raised);
      }
      BUGS.computeIfAbsent(raised.label(), label -> new ArrayList<>()).add(raised);
    }
  }

  private record Pair(Raised left, Raised right, boolean same) {
    boolean isHeldOut() {
      return isHeldOut(left) || isHeldOut(right);
    }

    private static boolean isHeldOut(Raised raised) {
      return Math.floorMod(raised.label().hashCode(), 3) == 0;
    }
  }

  private static final class Score {
    int same;
    int different;
    int falselySame;
    int falselyDifferent;
    final List<Pair> wrong = new ArrayList<>();

    void add(Pair pair) {
      boolean found = isFoundSame(pair);
      if (pair.same) {
        same++;
        falselyDifferent += found ? 0 : 1;
      } else {
        different++;
        falselySame += found ? 1 : 0;
      }
      if (found != pair.same) {
        wrong.add(pair);
      }
    }

    double precision() {
      int found = same - falselyDifferent;
      return (double) found / (found + falselySame);
    }

    double recall() {
      return (double) (same - falselyDifferent) / same;
    }

    @Override
    public String toString() {
      return "%d pairs (%d same, %d different): precision %.4f, recall %.4f; %d falsely same, %d falsely different"
          .formatted(
              same + different,
              same,
              different,
              precision(),
              recall(),
              falselySame,
              falselyDifferent);
    }
  }

  /** As one job would see them one after the other in one JVM. */
  private static boolean isFoundSame(Pair pair) {
    boolean turned = pair.left.isStackless() && !pair.right.isStackless();
    Raised first = turned ? pair.right : pair.left;
    Raised second = turned ? pair.left : pair.right;
    KnownStacks stacks = new KnownStacks();
    JobName job = JobName.of("test", "job");
    String left = adopted(first, stacks, job);
    return left.equals(adopted(second, stacks, job));
  }

  private static String adopted(Raised raised, KnownStacks stacks, JobName job) {
    Raised full =
        raised.isStackless() ? FIRST.get(raised.label() + raised.jdk() + raised.build()) : null;
    if (full != null) {
      stacks.adopt(job, print(full));
    }
    return stacks.adopt(job, print(raised)).toString();
  }

  private static Fingerprint print(Raised raised) {
    return Fingerprint.of(raised.text(), new Frames(raised.job()), FingerprintRules.NONE);
  }

  private static List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    Random random = new Random(4);
    for (List<Raised> raised : BUGS.values()) {
      sameOf(raised, pairs, random);
    }
    List<String> labels = new ArrayList<>(BUGS.keySet());
    for (String label : labels) {
      List<String> near = new ArrayList<>();
      List<String> sameJob = new ArrayList<>();
      Raised one = BUGS.get(label).get(0);
      for (String other : labels) {
        Raised that = BUGS.get(other).get(0);
        if (other.equals(label) || !that.job().equals(one.job())) {
          continue;
        }
        sameJob.add(other);
        if (that.text().root().type().equals(one.text().root().type())) {
          near.add(other);
        }
      }
      Set<String> others = new LinkedHashSet<>();
      for (int i = 0; i < 12 && !near.isEmpty(); i++) {
        others.add(near.get(random.nextInt(near.size())));
      }
      for (int i = 0; i < 3; i++) {
        others.add(sameJob.get(random.nextInt(sameJob.size())));
      }
      for (String other : others) {
        pairs.add(new Pair(any(label, random), any(other, random), false));
      }
    }
    return pairs;
  }

  private static Raised any(String label, Random random) {
    List<Raised> raised = BUGS.get(label);
    return raised.get(random.nextInt(raised.size()));
  }

  /** Over JDKs, builds and ways of calling, one at a time and all at once. */
  private static void sameOf(List<Raised> raised, List<Pair> pairs, Random random) {
    Raised first = raised.get(0);
    Set<String> ways = new LinkedHashSet<>();
    for (Raised other : raised) {
      boolean way =
          ways.add(other.via() + (other.via().equals("direct") ? other.build() + other.jdk() : ""));
      if (!other.equals(first) && way) {
        pairs.add(new Pair(first, other, true));
      }
    }
    for (int i = 0; i < 4; i++) {
      Raised left = raised.get(random.nextInt(raised.size()));
      Raised right = raised.get(random.nextInt(raised.size()));
      if (!left.equals(right)) {
        pairs.add(new Pair(left, right, true));
      }
    }
  }

  @Test
  void corpusIsLargeAndOfEachJdk() {
    List<Pair> pairs = pairs();
    assertThat(pairs.stream().filter(Pair::same).count()).isGreaterThan(1000);
    assertThat(pairs.stream().filter(pair -> !pair.same()).count()).isGreaterThan(1000);
    Map<Integer, Set<String>> bugs = new TreeMap<>();
    for (Raised raised : ALL) {
      bugs.computeIfAbsent(raised.jdk(), jdk -> new LinkedHashSet<>()).add(raised.label());
    }
    assertThat(bugs.keySet()).containsExactlyElementsOf(Corpus.JDKS);
    assertThat(bugs.values()).allSatisfy(labels -> assertThat(labels).hasSizeGreaterThan(300));
  }

  @Test
  void sameFailuresAreFoundAndDifferentOnesKeptApart() {
    Score tuned = new Score();
    Score heldOut = new Score();
    for (Pair pair : pairs()) {
      (pair.isHeldOut() ? heldOut : tuned).add(pair);
    }
    System.err.println("fingerprints, bugs that were looked at: " + tuned);
    System.err.println("fingerprints, bugs that were held out:  " + heldOut);
    assertThat(tuned.precision()).as("precision %s", tuned.wrong).isGreaterThanOrEqualTo(0.99);
    assertThat(tuned.recall()).as("recall %s", tuned.wrong).isGreaterThanOrEqualTo(0.98);
    assertThat(heldOut.precision()).as("precision, held out").isGreaterThanOrEqualTo(0.99);
    assertThat(heldOut.recall()).as("recall, held out").isGreaterThanOrEqualTo(0.98);
  }

  @Test
  void codeOfABugIsTheSameOnEachJdk() {
    Map<String, Set<String>> codes = new TreeMap<>();
    for (Raised raised : ALL) {
      codes
          .computeIfAbsent(raised.label(), label -> new LinkedHashSet<>())
          .add(new Chain(raised.text()).types());
    }
    codes.values().removeIf(types -> types.size() == 1);
    assertThat(codes.size()).as("vary: %s", codes).isLessThan(BUGS.size() / 50);
  }

  @ParameterizedTest
  @CsvSource({
    "com.acme.aws.Archive v2-404-NoSuchBucket, aws:s3/NoSuchBucket",
    "com.acme.aws.Archive v1-403-AccessDenied, aws:s3/AccessDenied",
    "com.acme.aws.Archive v2-sqs-400-QueueDoesNotExist, aws:sqs/QueueDoesNotExist",
    "com.acme.rest.PriceClient price-404, http:404",
    "com.acme.rest.PriceClient price-5xx, http:5xx",
    "com.acme.net.RateFetch apache4-5xx, http:5xx",
    "com.acme.net.RateFetch apache5-404, http:404",
    "com.acme.net.RateFetch url-404, http:404",
    "com.acme.net.RateFetch socket-refused, errno:ECONNREFUSED",
    "com.acme.net.RateFetch in-use, errno:EADDRINUSE",
    "com.acme.db.Booking h2-duplicate, sql:23505",
    "com.acme.db.Booking h2-no-table, sql:42S02/42102",
    "com.acme.db.Booking pool-empty, sql:08",
    "com.acme.files.LedgerFiles missing, errno:ENOENT",
    "com.acme.files.LedgerFiles is-directory, errno:EISDIR",
    "com.acme.orders.OrderImport no-class, class:com.acme.missing.Tax",
  })
  void codesAreThoseOfTheLibraries(String label, String code) {
    assertThat(BUGS.get(label))
        .isNotEmpty()
        .allSatisfy(raised -> assertThat(raised.text().root().code()).isEqualTo(code));
  }
}
