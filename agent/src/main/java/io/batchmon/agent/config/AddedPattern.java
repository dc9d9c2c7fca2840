package io.batchmon.agent.config;

import io.batchmon.agent.redact.Marks;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A regular expression of the operator. It cannot be interrupted, so it reads its text through a
 * sequence that stops it after so many looks per character. Thread-safe.
 */
final class AddedPattern {
  private static final int STEPS_PER_CHARACTER = 100;
  private static final int STEPS_AT_LEAST = 50_000;

  private final Pattern pattern;
  private final AgentLog log;
  private final AtomicBoolean said = new AtomicBoolean();

  /**
   * @throws java.util.regex.PatternSyntaxException if it is none
   */
  AddedPattern(String regex, AgentLog log) {
    this.pattern = Pattern.compile(regex);
    this.log = log;
  }

  /** Marks what it matches; false if it took too long, which is said once. */
  boolean find(String text, Marks marks) {
    Matcher matcher = pattern.matcher(new Bounded(text));
    try {
      while (matcher.find()) {
        marks.hide(matcher.start(), matcher.end());
      }
      return true;
    } catch (TooManySteps | StackOverflowError tooLong) {
      if (said.compareAndSet(false, true)) {
        log.warn(
            Redactor.SETTING
                + ": the pattern "
                + pattern
                + " takes too long on a text of "
                + text.length()
                + " characters; such texts are hidden as a whole. Write it without repetitions"
                + " inside of repetitions");
      }
      return false;
    }
  }

  private static final class TooManySteps extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooManySteps() {
      super(null, null, false, false);
    }
  }

  private static final class Bounded implements CharSequence {
    private final String text;
    private long left;

    Bounded(String text) {
      this.text = text;
      this.left = STEPS_AT_LEAST + (long) STEPS_PER_CHARACTER * text.length();
    }

    @Override
    public char charAt(int index) {
      if (--left < 0) {
        throw new TooManySteps();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
