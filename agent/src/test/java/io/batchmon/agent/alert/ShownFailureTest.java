package io.batchmon.agent.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.config.Redactor;
import io.batchmon.agent.redact.SeededSecrets;
import io.batchmon.agent.redact.SeededSecrets.Seeded;
import io.batchmon.agent.run.FailureText;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Messages are cut at several lengths; nowhere may the cut leave half a secret. */
class ShownFailureTest {
  private static final long SEED = 7;
  private static final int KEPT = 8 * 1024;

  private static Failure shown(Throwable failure) {
    return Failure.of(FailureText.of(failure), new Frames(null), Redactor.builtIn());
  }

  private static String all(Failure failure) {
    return failure.type()
        + '\n'
        + failure.summary()
        + '\n'
        + failure.rootCause()
        + '\n'
        + failure.frame()
        + '\n'
        + String.join("\n", failure.stack());
  }

  @Test
  void cutOfTheMessageLeavesNoHalfOfASecret() {
    Random random = new Random(SEED);
    for (Seeded seeded : new SeededSecrets(SEED).many(1000)) {
      int at = seeded.text().indexOf(seeded.secret());
      // a limit of 400, less the type, somewhere within the secret
      int before = Math.max(0, 360 - at - random.nextInt(20 + seeded.secret().length()));
      String message = "word ".repeat(100).substring(500 - before) + seeded.text();
      String shown = all(shown(new IllegalStateException(message, new Error(seeded.text()))));

      assertThat(seeded.leaksInto(shown))
          .as("%s in %s", seeded, shown.replace("word ", ""))
          .isFalse();
    }
  }

  @Test
  void neitherDoesTheCutOfWhatIsKept() {
    Random random = new Random(SEED);
    Redactor redactor = Redactor.builtIn();
    for (Seeded seeded : new SeededSecrets(SEED + 1).many(1000)) {
      int at = seeded.text().indexOf(seeded.secret());
      int before = Math.max(0, KEPT - at - random.nextInt(1 + seeded.secret().length()));
      String filler = "word ".repeat(KEPT / 5 + 1);
      String message = filler.substring(filler.length() - before) + seeded.text();
      FailureText kept = FailureText.of(new IllegalStateException(message));
      String text = kept.root().message();

      assertThat(text).hasSizeBetween(KEPT - 1024 - 1, KEPT);
      String shown = redactor.apply(text);
      assertThat(seeded.leaksInto(shown))
          .as("%s in %s", seeded, shown.replace("word ", ""))
          .isFalse();
      assertThat(seeded.leaksInto(redactor.apply(kept.stackTrace()))).isFalse();
    }
  }
}
