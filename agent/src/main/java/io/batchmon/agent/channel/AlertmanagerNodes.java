package io.batchmon.agent.channel;

import io.batchmon.agent.alert.Delivery;
import io.batchmon.agent.alert.Words;
import io.batchmon.agent.run.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of one Alertmanager: they tell each other of notifications and silences, not of alerts,
 * so that each is told everything. One daemon thread per node while a request is under way, none
 * otherwise. Called by the alert thread alone.
 */
final class AlertmanagerNodes {
  private static final int MAX_ANSWER = 200;
  private static final long CLOCK_TOLERANCE_MILLIS = 5000;
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

  private final List<Node> nodes = new ArrayList<>();
  private final OkHttpClient client;
  private final Clock clock;
  private final long timeoutMillis;
  private final long graceMillis;

  private final Object monitor = new Object();
  private long aheadMillis;

  /**
   * @param urls each with user and password where it takes them
   * @param headers of each request
   * @param timeoutMillis most that a request takes
   */
  AlertmanagerNodes(
      List<String> urls, Map<String, String> headers, long timeoutMillis, Clock clock) {
    this.clock = clock;
    this.timeoutMillis = timeoutMillis;
    this.graceMillis = timeoutMillis / 8;
    for (String url : urls) {
      nodes.add(new Node(HttpUrl.get(url), headers));
    }
    this.client =
        new OkHttpClient.Builder()
            .protocols(Collections.singletonList(Protocol.HTTP_1_1))
            .connectionSpecs(specs())
            .fastFallback(false)
            .followRedirects(false)
            // why: one request a minute, and a connection kept costs a thread that looks after it
            .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
            .connectTimeout(timeoutMillis, TimeUnit.MILLISECONDS)
            .writeTimeout(timeoutMillis, TimeUnit.MILLISECONDS)
            .readTimeout(timeoutMillis, TimeUnit.MILLISECONDS)
            .callTimeout(timeoutMillis, TimeUnit.MILLISECONDS)
            .build();
  }

  private List<ConnectionSpec> specs() {
    boolean https = false;
    boolean http = false;
    for (Node node : nodes) {
      https |= node.url.isHttps();
      http |= !node.url.isHttps();
    }
    if (https && http) {
      return Arrays.asList(ConnectionSpec.MODERN_TLS, ConnectionSpec.CLEARTEXT);
    }
    return Collections.singletonList(https ? ConnectionSpec.MODERN_TLS : ConnectionSpec.CLEARTEXT);
  }

  /** How far their clocks are ahead of this JVM's, as of the last answer; 0 if hardly. */
  long aheadMillis() {
    synchronized (monitor) {
      return aheadMillis;
    }
  }

  /**
   * Posts to all nodes at once.
   *
   * @param body a JSON array of alerts
   * @return delivered if one has taken it, refused if all have looked at it and would not have it
   */
  Delivery post(byte[] body) {
    Round round = new Round();
    for (Node node : nodes) {
      synchronized (monitor) {
        if (node.isBusy) {
          round.failed.add(node.name + " has not answered the last request");
          continue;
        }
        node.isBusy = true;
        round.open++;
      }
      Thread thread = new Thread(new Post(node, body, round), "batchmon-alertmanager");
      thread.setDaemon(true);
      thread.setContextClassLoader(AlertmanagerNodes.class.getClassLoader());
      thread.start();
    }
    return await(round);
  }

  private Delivery await(Round round) {
    long start = System.nanoTime();
    long limit = (timeoutMillis + graceMillis) * 1_000_000;
    boolean interrupted = false;
    synchronized (monitor) {
      while (round.open > 0 && !interrupted) {
        // why: one that hangs does not hold up what the others have taken
        long until =
            round.delivered ? round.deliveredNanos - start + graceMillis * 1_000_000 : limit;
        long left = start + Math.min(until, limit) - System.nanoTime();
        if (left <= 0) {
          break;
        }
        try {
          monitor.wait(left / 1_000_000 + 1);
        } catch (InterruptedException interrupt) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return round.outcome();
    }
  }

  private void answered(Node node, Round round, Delivery delivery, long dateMillis, long now) {
    synchronized (monitor) {
      node.isBusy = false;
      round.open--;
      if (delivery.state() == Delivery.State.DELIVERED) {
        if (!round.delivered) {
          round.delivered = true;
          round.deliveredNanos = System.nanoTime();
        }
        learn(dateMillis, now);
      } else if (delivery.state() == Delivery.State.REFUSED) {
        round.refused.add(delivery.reason());
      } else {
        round.failed.add(delivery.reason());
      }
      monitor.notifyAll();
    }
  }

  // why: a lease ends by their clocks, and the clock of a neglected batch host is off by minutes
  private void learn(long dateMillis, long now) {
    if (dateMillis > 0) {
      long ahead = dateMillis - now;
      if (Math.abs(ahead - aheadMillis) >= CLOCK_TOLERANCE_MILLIS) {
        aheadMillis = Math.abs(ahead) < CLOCK_TOLERANCE_MILLIS ? 0 : ahead;
      }
    }
  }

  /** Of a Date header, such as {@code Sat, 21 Nov 2026 07:31:53 GMT}; 0 if it is none. */
  static long dateMillis(@Nullable String date) {
    if (date == null || date.length() != 29) {
      return 0;
    }
    try {
      int month = (MONTHS.indexOf(date.substring(8, 11)) + 3) / 3;
      return LocalDateTime.of(
                  Integer.parseInt(date.substring(12, 16)),
                  month,
                  Integer.parseInt(date.substring(5, 7)),
                  Integer.parseInt(date.substring(17, 19)),
                  Integer.parseInt(date.substring(20, 22)),
                  Integer.parseInt(date.substring(23, 25)))
              .toEpochSecond(ZoneOffset.UTC)
          * 1000;
    } catch (NumberFormatException | DateTimeException noDate) {
      return 0;
    }
  }

  /** Where one node is, and whether it still owes an answer. */
  private static final class Node {
    final HttpUrl url;
    final String name;
    final Request.Builder request;
    boolean isBusy;

    Node(HttpUrl address, Map<String, String> headers) {
      url = address.newBuilder().username("").password("").addPathSegments("api/v2/alerts").build();
      name = url.host() + ":" + url.port();
      request = new Request.Builder().url(url).header("User-Agent", "batchmon");
      if (!address.username().isEmpty() || !address.password().isEmpty()) {
        request.header(
            "Authorization",
            Credentials.basic(address.username(), address.password(), StandardCharsets.UTF_8));
      }
      for (Map.Entry<String, String> header : headers.entrySet()) {
        request.header(header.getKey(), header.getValue());
      }
    }
  }

  /** What became of one request to all. */
  private static final class Round {
    int open;
    boolean delivered;
    long deliveredNanos;
    final List<String> refused = new ArrayList<>();
    final List<String> failed = new ArrayList<>();

    Delivery outcome() {
      if (delivered) {
        return Delivery.delivered();
      }
      if (open > 0) {
        failed.add(open == 1 ? "1 does not answer" : open + " do not answer");
      }
      return failed.isEmpty()
          ? Delivery.refused(String.join("; ", refused))
          : Delivery.failed(String.join("; ", failed));
    }
  }

  /** A request to one node. */
  private final class Post implements Runnable {
    private final Node node;
    private final byte[] body;
    private final Round round;

    Post(Node node, byte[] body, Round round) {
      this.node = node;
      this.body = body;
      this.round = round;
    }

    @Override
    public void run() {
      Delivery delivery = Delivery.failed(node.name + " was not asked");
      long dateMillis = 0;
      try {
        Request request =
            node.request.post(RequestBody.create(body, MediaType.get("application/json"))).build();
        try (Response response = client.newCall(request).execute()) {
          delivery = delivery(response);
          dateMillis = dateMillis(response.header("Date"));
        }
      } catch (IOException failure) {
        delivery = Delivery.failed(node.name + ": " + failure);
      } catch (Throwable failure) {
        // why: what it says may contain a header
        delivery = Delivery.failed(node.name + ": " + failure.getClass().getName());
      } finally {
        answered(node, round, delivery, dateMillis, clock.currentMillis());
      }
    }

    private Delivery delivery(Response response) {
      int status = response.code();
      if (status == 200) {
        return Delivery.delivered();
      }
      String what = node.name + " answered " + status;
      if (status == 400 || status == 413 || status == 422) {
        return Delivery.refused(what + answer(response));
      }
      return Delivery.failed(
          status == 401 || status == 403
              ? what + "; check user and password, or batchmon.alertmanager.headers"
              : status == 404 ? what + "; check the path in batchmon.alertmanager.urls" : what);
    }

    private String answer(Response response) {
      try {
        String text = response.peekBody(4L * MAX_ANSWER).string().trim();
        String line = Words.cut(Words.printable(text).replace('\n', ' '), MAX_ANSWER);
        return line.isEmpty() ? "" : " " + line;
      } catch (IOException unreadable) {
        return "";
      }
    }
  }
}
