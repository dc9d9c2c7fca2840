package io.batchmon.agent.alert;

/** One thing worth knowing about a run or an incident, with a label of one or two words. */
public final class Fact {
  private final String label;
  private final String text;
  private final long millis;

  private Fact(String label, String text, long millis) {
    this.label = label;
    this.text = text;
    this.millis = millis;
  }

  static Fact of(String label, String text) {
    return new Fact(label, text, 0);
  }

  /** A moment, which a channel may show in its reader's own time zone. */
  static Fact of(String label, long epochMillis) {
    return new Fact(label, Words.utc(epochMillis), epochMillis);
  }

  public String label() {
    return label;
  }

  /** Redacted, not yet escaped for a channel; a moment as ISO 8601. */
  public String text() {
    return text;
  }

  /** Epoch milliseconds of a moment; 0 for anything else. */
  public long millis() {
    return millis;
  }
}
