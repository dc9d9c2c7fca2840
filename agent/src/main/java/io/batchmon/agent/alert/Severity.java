package io.batchmon.agent.alert;

/** How bad it is; what is bad enough to be told, and to whom, is for the policy to say. */
public enum Severity {
  INFO,
  WARNING,
  ERROR,
  /** A person is to be woken. */
  CRITICAL;

  /** {@link #ERROR} if there is none of this name. */
  static Severity named(String name) {
    for (Severity severity : values()) {
      if (severity.name().equals(name)) {
        return severity;
      }
    }
    return ERROR;
  }

  /** One worse, if there is one. */
  public Severity raised() {
    switch (this) {
      case INFO:
        return WARNING;
      case WARNING:
        return ERROR;
      default:
        return CRITICAL;
    }
  }
}
