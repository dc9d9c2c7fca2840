package io.batchmon.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.batchmon.benchmark.Options.Mode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void everythingUnlessTold() {
    Options options = parse();
    assertThat(options.modes()).containsExactly(Mode.values());
    assertThat(options.variants()).containsExactly(Variant.values());
    assertThat(options.rounds()).isEmpty();
    assertThat(options.places().batchmonJar()).isEqualTo(Path.of("batchmon.jar"));
  }

  @Test
  void oneModeFewRoundsFewerVariants() {
    Options options = parse("boot", "3", "--without", "batchmon", "--without", "otel-jobs");
    assertThat(options.modes()).containsExactly(Mode.BOOT);
    assertThat(options.rounds()).contains(3);
    assertThat(options.variants()).containsExactly(Variant.NONE, Variant.TRANSFORMER, Variant.OTEL);
  }

  @Test
  void whatIsNotUnderstoodIsSaid() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("twice"))
        .withMessage("not understood: twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("--without", "none"))
        .withMessage("no such variant: none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("once", "--batchmon"))
        .withMessage("--batchmon needs a value");
  }

  private static Options parse(String... arguments) {
    return Options.parse(Path.of("target"), Path.of("batchmon.jar"), arguments);
  }
}
