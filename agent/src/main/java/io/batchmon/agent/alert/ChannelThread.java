package io.batchmon.agent.alert;

import java.util.Locale;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The thread in which one channel is called, so that a channel that hangs holds up no other. Begins
 * with the first call; a daemon. Takes one call at a time.
 */
final class ChannelThread extends Thread implements Executor {
  private @Nullable Runnable next;

  ChannelThread(String channel) {
    super("batchmon-alerts-" + channel.toLowerCase(Locale.ROOT).replace(' ', '-'));
    setDaemon(true);
  }

  @Override
  public synchronized void execute(Runnable call) {
    next = call;
    if (getState() == State.NEW) {
      start();
    }
    notifyAll();
  }

  @Override
  public void run() {
    while (true) {
      take().run();
    }
  }

  private synchronized Runnable take() {
    while (next == null) {
      try {
        wait();
      } catch (InterruptedException nobodyMayEndIt) {
        // why: its end would close the channel unseen
      }
    }
    Runnable call = next;
    next = null;
    return call;
  }
}
