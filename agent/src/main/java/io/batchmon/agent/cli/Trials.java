package io.batchmon.agent.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Tries several things at once, each in a daemon thread, and waits for them no longer than told.
 */
final class Trials {
  /** Something that may take seconds. */
  interface Trial {
    /**
     * What was found.
     *
     * @throws IOException whose message says what is wrong, with the remedy
     */
    Row run(String name) throws IOException;
  }

  private static final class Running extends Thread {
    private final String name;
    private final Trial trial;
    private volatile Row row;

    Running(String name, Trial trial) {
      super("batchmon-try");
      this.name = name;
      this.trial = trial;
      this.row = Row.failed(name, "no answer in time; check firewall and proxy");
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        row = trial.run(name);
      } catch (IOException failure) {
        row = Row.failed(name, Reach.said(String.valueOf(failure.getMessage())));
      } catch (Throwable failure) {
        // why: what it says may contain an address
        row = Row.failed(name, "could not be tried: " + failure.getClass().getName());
      }
    }
  }

  private final List<Running> all = new ArrayList<>();

  void add(String name, Trial trial) {
    all.add(new Running(name, trial));
  }

  /** In the order in which they were added. */
  List<Row> rows(long limitMillis) {
    long deadline = System.nanoTime() + limitMillis * 1_000_000;
    for (Running trial : all) {
      trial.start();
    }
    List<Row> rows = new ArrayList<>();
    for (Running trial : all) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      try {
        if (left > 0) {
          trial.join(left);
        }
      } catch (InterruptedException interrupted) {
        deadline = System.nanoTime();
      }
      rows.add(trial.row);
    }
    return rows;
  }
}
