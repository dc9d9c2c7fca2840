package io.batchmon.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The command line.
 *
 * @param modes what to measure, in order
 * @param rounds how often, if said
 */
record Options(List<Mode> modes, Optional<Integer> rounds, List<Variant> variants, Places places) {

  /** What can be measured. */
  enum Mode {
    ONCE,
    BOOT,
    IDLE,
    EXIT,
    STEADY,
    POOL,
    HTTP,
    SERVLET,
    BATCH,
    LOG,
    SQL,
    MESSAGE;

    /** How many rounds count, unless told otherwise. */
    int rounds() {
      return switch (this) {
        case ONCE -> Program.ONCE.rounds();
        case BOOT -> Program.BOOT.rounds();
        case STEADY -> Program.STEADY.rounds();
        case POOL -> Program.POOL.rounds();
        case HTTP -> Program.HTTP.rounds();
        case BATCH -> Program.BATCH.rounds();
        case LOG -> Program.LOG.rounds();
        case SQL -> Program.SQL.rounds();
        case MESSAGE -> Program.MESSAGE.rounds();
        case SERVLET -> Program.SERVLET.rounds();
        case IDLE, EXIT -> 3;
      };
    }
  }

  static final String USAGE =
      "once|boot|idle|exit|steady|pool|http|servlet|batch|log|sql|message|all [ROUNDS]"
          + " [--without VARIANT]... [--batchmon JAR] [--java JAVA]"
          + "\nvariants: transformer, batchmon, otel, otel-jobs";

  /** Throws {@link IllegalArgumentException} with a message for the user. */
  static Options parse(Path target, Path batchmonJar, String... arguments) {
    List<Mode> modes = List.of(Mode.values());
    Optional<Integer> rounds = Optional.empty();
    List<Variant> variants = new ArrayList<>(List.of(Variant.values()));
    Path batchmon = batchmonJar;
    Path java = Path.of(System.getProperty("java.home", "."), "bin", "java");
    Iterator<String> rest = Arrays.asList(arguments).iterator();
    while (rest.hasNext()) {
      String argument = rest.next();
      switch (argument) {
        case "--without" -> variants.remove(variant(value(argument, rest)));
        case "--batchmon" -> batchmon = Path.of(value(argument, rest));
        case "--java" -> java = Path.of(value(argument, rest));
        case "all" -> modes = List.of(Mode.values());
        default -> {
          if (argument.matches("[1-9]\\d{0,3}")) {
            rounds = Optional.of(Integer.valueOf(argument));
          } else {
            modes = List.of(mode(argument));
          }
        }
      }
    }
    return new Options(modes, rounds, List.copyOf(variants), new Places(target, batchmon, java));
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return rest.next();
  }

  private static Variant variant(String option) {
    return Arrays.stream(Variant.values())
        // why: without the program alone there is nothing to compare with
        .filter(variant -> variant != Variant.NONE && variant.option().equals(option))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such variant: " + option));
  }

  private static Mode mode(String name) {
    return Arrays.stream(Mode.values())
        .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("not understood: " + name));
  }
}
