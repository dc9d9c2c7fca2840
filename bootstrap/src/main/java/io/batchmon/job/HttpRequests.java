package io.batchmon.job;

import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * How advice of servers tells of a request: what counts as one, what is remembered of it, and how
 * it ended. Nothing of a request is read but its line, its target and the headers named here. No
 * method throws.
 */
public final class HttpRequests {
  /** A plain id that proxies and callers give a request; recorded, never continued. */
  public static final String TRACE_ID = "x-trace-id";

  /** As {@link #TRACE_ID}. */
  public static final String REQUEST_ID = "x-request-id";

  private static final String SPRING_PATTERN =
      "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern";
  private static final String[] METHODS = {
    "GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "CONNECT", "QUERY"
  };
  private static final String OTHER_METHOD = "_OTHER";
  private static final JobName[] NAMES = new JobName[METHODS.length];
  private static final JobName OTHER_NAME = JobName.of(HttpCalls.SYSTEM, OTHER_METHOD);
  private static final int FIRST_ERROR = 400;
  private static final int FIRST_FAILURE = 500;
  private static final int LONGEST_PATH = 1024;
  private static final int LONGEST_ROUTE = 256;
  private static final int LONGEST_ID = 128;
  private static final int LONGEST_HOST = 255;
  private static final int LONGEST_HEADER = 8192;

  static {
    for (int i = 0; i < METHODS.length; i++) {
      NAMES[i] = JobName.of(HttpCalls.SYSTEM, METHODS[i]);
    }
  }

  private static volatile @Nullable String traceHeader;
  private static volatile String[] ignored = new String[0];

  private HttpRequests() {}

  /** What was known of a request before its end. */
  private static final class Known {
    final @Nullable String route;
    final @Nullable String mapping;
    final @Nullable Throwable failure;

    Known(@Nullable String route, @Nullable String mapping, @Nullable Throwable failure) {
      this.route = route;
      this.mapping = mapping;
      this.failure = failure;
    }
  }

  /**
   * Called once, before there is a request.
   *
   * @param header the response header that says the trace id, a valid name; null for none
   * @param ignoredPaths requests of these, and of all below them, are no runs; {@code *} stands for
   *     any text
   */
  public static void configure(@Nullable String header, String... ignoredPaths) {
    ignored = ignoredPaths.clone();
    traceHeader = header;
  }

  /** The response header that says the trace id; null where none is wanted. */
  public static @Nullable String traceHeader() {
    return traceHeader;
  }

  /** Whether this is the header that says the trace id. */
  public static boolean isTraceHeader(@Nullable String name) {
    String header = traceHeader;
    return header != null && header.equalsIgnoreCase(name);
  }

  /** The trace id to be said in the response: hex digits; null where none is to be said. */
  public static @Nullable String traceIdFor(@Nullable OpenRun run) {
    return traceHeader == null || run == null ? null : JobRuns.traceId(run);
  }

  /**
   * A request begins in the calling thread.
   *
   * @param path as sent, without the query
   * @param port 0 where it is not known
   * @param headers in the order of {@link JobRuns#incomingHeaders}; null where none is there
   * @return null where nothing is to be recorded
   */
  public static @Nullable OpenRun begin(
      @Nullable String method,
      @Nullable String scheme,
      @Nullable String path,
      @Nullable String host,
      int port,
      @Nullable String @Nullable [] headers,
      @Nullable String traceId,
      @Nullable String requestId) {
    if (method == null || path == null || isIgnored(path)) {
      return null;
    }
    JobName name = OTHER_NAME;
    for (int i = 0; i < METHODS.length; i++) {
      if (METHODS[i].equals(method)) {
        name = NAMES[i];
        break;
      }
    }
    JobRun.Builder builder =
        JobRun.builder(RunKind.REQUEST, name)
            .attributes(
                "http.request.method", name.name(),
                "url.scheme", "https".equalsIgnoreCase(scheme) ? "https" : "http",
                "url.path", shownPath(path));
    if (host != null && host.length() <= LONGEST_HOST && port > 0) {
      builder.attributes("server.address", host, "server.port", (long) port);
    }
    if (isId(traceId)) {
      builder.attribute("http.request.header.x-trace-id", traceId);
    }
    if (isId(requestId)) {
      builder.attribute("http.request.header.x-request-id", requestId);
    }
    if (headers != null) {
      builder.headers(headers);
    }
    OpenRun run = JobRuns.begin(builder.build());
    return run == OpenRun.NONE ? null : run;
  }

  /**
   * What is known of a request before its error page takes over, or before the server forgets it;
   * what is said first counts.
   */
  public static void known(
      @Nullable OpenRun run, @Nullable String route, @Nullable Throwable failure) {
    if (run == null || run.kind() != RunKind.REQUEST) {
      return;
    }
    Object before = JobRuns.noted(run);
    String firstRoute = route;
    String mapping = null;
    Throwable firstFailure = failure;
    if (before instanceof Known) {
      Known first = (Known) before;
      firstRoute = first.route == null ? route : first.route;
      mapping = first.mapping;
      firstFailure = first.failure == null ? failure : first.failure;
    }
    JobRuns.note(run, new Known(firstRoute, mapping, firstFailure));
  }

  /**
   * The request that the calling thread serves, asked for by whoever will say its route: given once
   * for each request, as what it is forwarded to and its error page are no routes of their own.
   *
   * @return null for every other call
   */
  public static @Nullable OpenRun claim() {
    OpenRun run = JobRuns.current();
    if (run == null || run.kind() != RunKind.REQUEST || JobRuns.noted(run) != null) {
      return null;
    }
    JobRuns.note(run, new Known(null, null, null));
    return run;
  }

  /** The mapping of the servlet that a request is for: its route, if no other is ever told. */
  public static void mapped(OpenRun run, @Nullable String contextPath, @Nullable String mapping) {
    if (mapping != null) {
      JobRuns.note(run, new Known(null, inContext(contextPath, mapping), null));
    }
  }

  /**
   * A request is over.
   *
   * @param status what was answered
   * @param route as {@link #route} and {@link #pattern} say it
   * @param thrown what reached the server, or null
   */
  public static void end(
      @Nullable OpenRun run, int status, @Nullable String route, @Nullable Throwable thrown) {
    if (run == null) {
      return;
    }
    Object note = JobRuns.takeNote(run);
    Throwable failure = thrown;
    String path = route;
    if (note instanceof Known) {
      Known known = (Known) note;
      failure = known.failure == null ? thrown : known.failure;
      if (known.route != null) {
        path = known.route;
      } else if (path == null) {
        path = known.mapping;
      }
    }
    RunResult result;
    if (failure != null) {
      result = RunResult.failed(failure);
    } else if (status >= FIRST_FAILURE) {
      String code = String.valueOf(status);
      result = RunResult.failed("HTTP " + code, code);
    } else {
      result = RunResult.succeeded();
    }
    // why: where something was thrown the server may not have come to answering an error
    boolean isAnswered = status > 0 && (failure == null || status >= FIRST_ERROR);
    if (isAnswered && path != null) {
      result =
          result.withAttributes("http.response.status_code", (long) status, "http.route", path);
    } else if (isAnswered) {
      result = result.withAttributes("http.response.status_code", (long) status);
    } else if (path != null) {
      result = result.withAttributes("http.route", path);
    }
    JobRuns.end(run, result);
  }

  /** A request will not be answered, as its connection is gone or nobody finished it. */
  public static void abandon(@Nullable OpenRun run) {
    if (run != null) {
      JobRuns.takeNote(run);
      JobRuns.end(run, RunResult.stopped("never answered"));
    }
  }

  /**
   * Remembers the run of a request, for {@link #resumed} and {@link #taken} in whichever thread.
   *
   * @param request the server's own object of this request
   */
  public static void keep(Object request, OpenRun run) {
    Object before = JobRuns.noted(request);
    if (before == run) {
      return;
    }
    if (before instanceof OpenRun) {
      abandon((OpenRun) before);
    }
    JobRuns.note(request, run);
    if (JobRuns.noted(request) != run) {
      // why: of very many unfinished requests the newest are given up, so that they stay bounded
      abandon(run);
    }
  }

  /** The request goes on after the method that served it. */
  public static void suspended(Object request, OpenRun run) {
    run.leave();
    keep(request, run);
  }

  /** The run that is kept for this request, or null. */
  public static @Nullable OpenRun resumed(@Nullable Object request) {
    Object run = JobRuns.noted(request);
    return run instanceof OpenRun ? (OpenRun) run : null;
  }

  /** As {@link #resumed}, for the last time. */
  public static @Nullable OpenRun taken(@Nullable Object request) {
    Object run = JobRuns.takeNote(request);
    return run instanceof OpenRun ? (OpenRun) run : null;
  }

  /**
   * One header of a request, which may be there several times: what may be listed is joined, what
   * has to be unique counts as missing.
   *
   * @param name in lower case
   * @param all the lines of that header
   */
  public static @Nullable String header(
      String name, @Nullable String first, @Nullable Enumeration<String> all) {
    if (first == null || all == null || !all.hasMoreElements()) {
      return first;
    }
    all.nextElement();
    if (!all.hasMoreElements()) {
      return first;
    }
    if (!name.equals("tracestate") && !name.equals("baggage")) {
      return null;
    }
    StringBuilder joined = new StringBuilder(first);
    while (all.hasMoreElements() && joined.length() <= LONGEST_HEADER) {
      joined.append(',').append(all.nextElement());
    }
    return joined.toString();
  }

  /** The request attribute under which Spring MVC says what it has matched. */
  public static String springPattern() {
    return SPRING_PATTERN;
  }

  /**
   * The route of a request that Spring MVC has matched.
   *
   * @param pattern the value of {@link #springPattern}
   * @return null if there is none
   */
  public static @Nullable String pattern(
      @Nullable Object pattern,
      @Nullable String contextPath,
      @Nullable String servletPath,
      @Nullable String pathInfo) {
    if (!(pattern instanceof String)) {
      return null;
    }
    // why: below a servlet that has a path of its own, patterns begin behind that
    String before = orEmpty(contextPath);
    if (pathInfo != null) {
      before += orEmpty(servletPath);
    }
    return bounded(before.isEmpty() ? (String) pattern : before + pattern);
  }

  /**
   * The route of a request that Spring MVC has matched, below the servlet that was {@link #mapped}.
   *
   * @param pattern the value of {@link #springPattern}
   */
  public static @Nullable String pattern(
      @Nullable OpenRun run, @Nullable Object pattern, @Nullable String contextPath) {
    Object note = pattern == null ? null : JobRuns.noted(run);
    String mapping = note instanceof Known ? ((Known) note).mapping : null;
    return pattern(
        pattern,
        mapping != null && mapping.endsWith("/*")
            ? mapping.substring(0, mapping.length() - 2)
            : contextPath,
        null,
        null);
  }

  /**
   * The route of a request by the mapping of its servlet.
   *
   * @param mappings all of that servlet
   * @return null if none of them fits
   */
  public static @Nullable String route(
      String @Nullable [] mappings,
      @Nullable String contextPath,
      @Nullable String servletPath,
      @Nullable String pathInfo) {
    if (mappings == null) {
      return null;
    }
    String path = orEmpty(servletPath);
    String best = null;
    for (String mapping : mappings) {
      if (mapping == null) {
        continue;
      }
      if (pathInfo == null && mapping.equals(path)) {
        best = mapping;
        break;
      }
      if (fits(mapping, path, pathInfo) && (best == null || best.length() < mapping.length())) {
        best = mapping;
      }
    }
    if (best == null) {
      return null;
    }
    return inContext(contextPath, best);
  }

  private static String inContext(@Nullable String contextPath, String mapping) {
    String context = orEmpty(contextPath);
    if (mapping.isEmpty() || (!context.isEmpty() && mapping.startsWith("*"))) {
      return bounded(context + '/' + mapping);
    }
    return bounded(context.isEmpty() ? mapping : context + mapping);
  }

  private static boolean fits(String mapping, String path, @Nullable String pathInfo) {
    if (mapping.endsWith("/*")) {
      return path.length() == mapping.length() - 2 && mapping.startsWith(path);
    }
    if (mapping.startsWith("*.")) {
      return path.endsWith(mapping.substring(1));
    }
    return mapping.equals("/") || (mapping.isEmpty() && path.isEmpty() && "/".equals(pathInfo));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String bounded(String route) {
    return route.length() <= LONGEST_ROUTE ? route : route.substring(0, LONGEST_ROUTE);
  }

  private static boolean isIgnored(String path) {
    String[] patterns = ignored;
    for (String pattern : patterns) {
      if (matches(pattern, 0, path, 0)) {
        // why: what is no plain path may be another one for the server, and is not left out
        return path.indexOf('%') < 0 && path.indexOf(';') < 0 && !path.contains("..");
      }
    }
    return false;
  }

  private static boolean matches(String pattern, int from, String path, int at) {
    int star = pattern.indexOf('*', from);
    if (star < 0) {
      int end = at + pattern.length() - from;
      return path.regionMatches(at, pattern, from, pattern.length() - from)
          && (end == path.length() || path.charAt(end) == '/' || pattern.endsWith("/"));
    }
    if (!path.regionMatches(at, pattern, from, star - from)) {
      return false;
    }
    if (star == pattern.length() - 1) {
      return true;
    }
    for (int next = at + star - from; next <= path.length(); next++) {
      if (matches(pattern, star + 1, path, next)) {
        return true;
      }
    }
    return false;
  }

  // why: behind a semicolon, servers accept session ids
  private static String shownPath(String path) {
    int semicolon = path.indexOf(';');
    if (semicolon < 0) {
      return path.length() <= LONGEST_PATH ? path : path.substring(0, LONGEST_PATH);
    }
    StringBuilder shown = new StringBuilder(Math.min(path.length(), LONGEST_PATH));
    boolean isParameter = false;
    for (int i = 0; i < path.length() && shown.length() < LONGEST_PATH; i++) {
      char letter = path.charAt(i);
      isParameter = letter == ';' || (isParameter && letter != '/');
      if (!isParameter) {
        shown.append(letter);
      }
    }
    return shown.toString();
  }

  private static boolean isId(@Nullable String text) {
    if (text == null || text.isEmpty() || text.length() > LONGEST_ID) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      boolean isLetter = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
      if (!isLetter && !(letter >= '0' && letter <= '9') && "._:/+=-".indexOf(letter) < 0) {
        return false;
      }
    }
    return true;
  }
}
