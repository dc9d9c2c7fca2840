package io.batchmon.agent.alert;

/** Exceptions with stacks as an application would have them. */
public final class Thrown {
  private Thrown() {}

  public static RuntimeException badFile() {
    return with(
        new IllegalStateException("Bad file"),
        "com.acme.billing.InvoiceLoader.load:88",
        "com.acme.billing.NightlyInvoice.execute:41",
        "org.quartz.core.JobRunShell.run:202",
        "org.quartz.simpl.SimpleThreadPool$WorkerThread.run:573");
  }

  /** Frames written as {@code package.Class.method:line}, innermost first. */
  public static <T extends Throwable> T with(T thrown, String... frames) {
    StackTraceElement[] stack = new StackTraceElement[frames.length];
    for (int i = 0; i < frames.length; i++) {
      String frame = frames[i];
      int colon = frame.lastIndexOf(':');
      int dot = frame.lastIndexOf('.', colon);
      String type = frame.substring(0, dot);
      String file = type.substring(type.lastIndexOf('.') + 1).replaceAll("\\$.*", "") + ".java";
      int line = Integer.parseInt(frame.substring(colon + 1));
      stack[i] = new StackTraceElement(type, frame.substring(dot + 1, colon), file, line);
    }
    thrown.setStackTrace(stack);
    return thrown;
  }
}
