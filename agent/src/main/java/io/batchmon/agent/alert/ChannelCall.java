package io.batchmon.agent.alert;

import java.util.Collection;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Calls of one channel, one at a time, in the channel's thread; all but {@link #run} is for the
 * alert thread, which begins a call and takes its answer.
 */
final class ChannelCall implements Runnable {
  private static final long KEEP_ALIVE_AFTER_FAILURE_MILLIS = 60_000;

  private final AlertChannel channel;
  private final Executor thread;
  private final AlertSender.Observer observer;

  // why: written before the thread is given the call, read after it has answered
  private @Nullable AlertMessage message;
  private @Nullable String closedBecause;
  private @Nullable Collection<Incident> open;
  private long openMillis;
  private volatile boolean busy;
  private volatile @Nullable Delivery answer;
  private volatile long nextKeepAliveMillis;

  ChannelCall(AlertChannel channel, Executor thread, AlertSender.Observer observer) {
    this.channel = channel;
    this.thread = thread;
    this.observer = observer;
  }

  /**
   * Begins to deliver.
   *
   * @param newClosedBecause why the channel is closed: it is asked for another address or key first
   */
  void deliver(AlertMessage newMessage, @Nullable String newClosedBecause) {
    message = newMessage;
    closedBecause = newClosedBecause;
    open = null;
    begin();
  }

  /** Begins to tell what is open. */
  void keepAlive(Collection<Incident> newOpen, long nowMillis) {
    message = null;
    open = newOpen;
    openMillis = nowMillis;
    begin();
  }

  private void begin() {
    busy = true;
    try {
      thread.execute(this);
    } catch (RuntimeException | Error failure) {
      answered(failure);
    }
  }

  /** Whether a call is under way. */
  boolean isBusy() {
    return busy;
  }

  /** How the delivery has ended; null if the last call was none, or its answer was taken. */
  @Nullable Delivery takeDelivery() {
    Delivery taken = answer;
    answer = null;
    return taken;
  }

  /** When the channel wants to be told what is open again, as it said last; epoch milliseconds. */
  long nextKeepAliveMillis() {
    return nextKeepAliveMillis;
  }

  @Override
  public void run() {
    try {
      Collection<Incident> told = open;
      AlertMessage sent = message;
      if (told != null) {
        nextKeepAliveMillis = channel.keepAlive(told, openMillis);
      } else if (sent != null) {
        answer = deliver(sent);
      }
      busy = false;
    } catch (Throwable failure) {
      answered(failure);
    } finally {
      observer.answered();
    }
  }

  // why: what an exception says may contain an address. What could not even be written will not be
  // better the next time; an error may pass.
  private void answered(Throwable failure) {
    nextKeepAliveMillis = openMillis + KEEP_ALIVE_AFTER_FAILURE_MILLIS;
    String type = failure.getClass().getName();
    if (open == null) {
      answer = failure instanceof Error ? Delivery.failed(type) : Delivery.refused(type);
    }
    busy = false;
  }

  private Delivery deliver(AlertMessage sent) {
    String because = closedBecause;
    boolean refreshed = because != null && channel.refresh();
    if (because != null && !refreshed) {
      return Delivery.closed(because);
    }
    Delivery delivery = channel.deliver(sent);
    return delivery.state() == Delivery.State.CLOSED && !refreshed && channel.refresh()
        ? channel.deliver(sent)
        : delivery;
  }
}
