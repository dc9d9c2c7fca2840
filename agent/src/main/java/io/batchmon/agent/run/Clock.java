package io.batchmon.agent.run;

/** The two clocks of the JVM: one says when, the other how long. */
public interface Clock {
  /** The clocks of the system. */
  Clock SYSTEM =
      new Clock() {
        @Override
        public long currentMillis() {
          return System.currentTimeMillis();
        }

        @Override
        public long nanoTime() {
          return System.nanoTime();
        }
      };

  /** Wall clock in epoch milliseconds; may step. */
  long currentMillis();

  /** Monotonic nanoseconds from an arbitrary origin. */
  long nanoTime();
}
