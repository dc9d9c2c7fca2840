package io.batchmon.job;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.HttpURLConnection;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Calls by HttpURLConnection: begun by whichever of its methods first needs the other side, ended
 * by the one that reads the answer. Where nobody reads it, the call ends with its connection, or
 * with the run around it. Connections are held weakly and known by identity. No method throws.
 */
public final class UrlCalls {
  private static final int FIRST_ERROR = 400;

  private static final Map<Object, Call> CALLS = new ConcurrentHashMap<>();
  private static final ReferenceQueue<Object> COLLECTED = new ReferenceQueue<>();

  private UrlCalls() {}

  /** An open call; as a key it stays findable after its connection is gone. */
  private static final class Call extends WeakReference<Object> {
    final OpenRun run;
    final OpenRun around;
    private final int hash;
    // why: counted by the thread that holds the connection's lock
    int sent;

    Call(Object connection, OpenRun run, OpenRun around) {
      super(connection, COLLECTED);
      this.run = run;
      this.around = around;
      this.hash = System.identityHashCode(connection);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }
  }

  /** Finds a call by its connection; never a key itself. */
  private static final class Sought {
    private final Object connection;

    Sought(Object connection) {
      this.connection = connection;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(connection);
    }

    @Override
    public boolean equals(@Nullable Object key) {
      return key instanceof Call && ((Call) key).get() == connection;
    }
  }

  /**
   * The connection is about to be used; may be said more than once.
   *
   * @param method as it will be sent
   * @return the call if it begins here; null if it has begun before or is none
   */
  public static @Nullable OpenRun begin(HttpURLConnection connection, String method) {
    OpenRun around = JobRuns.current();
    if (around == null || find(connection) != null) {
      return null;
    }
    OpenRun run = HttpCalls.begin(method, connection.getURL().toString());
    if (run == null) {
      return null;
    }
    for (Reference<?> gone = COLLECTED.poll(); gone != null; gone = COLLECTED.poll()) {
      Call unread = CALLS.remove(gone);
      if (unread != null) {
        unread.run.end(RunResult.stopped("nobody has read the answer"));
      }
    }
    Call call = new Call(connection, run, around);
    CALLS.put(call, call);
    setHeaders(connection, run);
    return run;
  }

  /** As {@link #begin}, but of a connection that may be there already. */
  public static @Nullable OpenRun connect(HttpURLConnection connection, String method) {
    return JobRuns.current() == null || find(connection) != null || isConnected(connection)
        ? null
        : begin(connection, method);
  }

  // why: a connection does not say whether it is there, except by refusing to be changed
  private static boolean isConnected(HttpURLConnection connection) {
    try {
      connection.setUseCaches(connection.getUseCaches());
      return false;
    } catch (IllegalStateException connected) {
      return true;
    }
  }

  private static void setHeaders(HttpURLConnection connection, OpenRun run) {
    String[] headers = JobRuns.outgoingHeaders(run);
    try {
      for (int i = 0; i + 1 < headers.length; i += 2) {
        if (connection.getRequestProperty(headers[i]) == null) {
          connection.setRequestProperty(headers[i], headers[i + 1]);
        }
      }
    } catch (IllegalStateException connectedBefore) {
      // why: it was connected outside any run, or could not be connected at the first attempt;
      // there is no other way to ask, and the call is one without the headers as well
      return;
    }
  }

  /** The open call of this connection, or null. */
  public static @Nullable OpenRun of(HttpURLConnection connection) {
    Call call = find(connection);
    return call == null ? null : call.run;
  }

  private static @Nullable Call find(HttpURLConnection connection) {
    return CALLS.isEmpty() ? null : CALLS.get(new Sought(connection));
  }

  /** The request is sent, the first time or again. */
  public static void sent(HttpURLConnection connection) {
    Call call = find(connection);
    if (call != null) {
      call.sent++;
    }
  }

  /** The answer is there, or will never be. */
  public static void end(HttpURLConnection connection, @Nullable Throwable thrown) {
    Call call = CALLS.isEmpty() ? null : CALLS.remove(new Sought(connection));
    if (call != null) {
      int status = statusOf(connection, thrown);
      HttpCalls.end(call.run, status, call.sent - 1, status >= FIRST_ERROR ? null : thrown);
    }
  }

  private static int statusOf(HttpURLConnection connection, @Nullable Throwable thrown) {
    // why: an answer that says no is one of these to whoever asks for the stream; of others there
    // is no status, or one of an answer before
    if (thrown != null
        && thrown.getClass() != IOException.class
        && thrown.getClass() != FileNotFoundException.class) {
      return 0;
    }
    try {
      return Math.max(0, connection.getResponseCode());
    } catch (IOException noAnswer) {
      return 0;
    }
  }

  /** Nobody will read the answer. */
  public static void disconnected(HttpURLConnection connection) {
    Call call = CALLS.isEmpty() ? null : CALLS.remove(new Sought(connection));
    if (call != null) {
      JobRuns.end(call.run, RunResult.stopped("disconnected before the answer was read"));
    }
  }

  /** A run is about to end, and with it what was begun in it and never read. */
  static void endsAround(OpenRun run) {
    if (CALLS.isEmpty()) {
      return;
    }
    for (Iterator<Call> calls = CALLS.values().iterator(); calls.hasNext(); ) {
      Call call = calls.next();
      if (call.around == run) {
        calls.remove();
        call.run.end(RunResult.stopped("nobody has read the answer"));
      }
    }
  }
}
