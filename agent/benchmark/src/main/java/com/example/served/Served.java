package com.example.served;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.jspecify.annotations.Nullable;

/**
 * Asks an embedded Tomcat the same thing over one connection that is kept alive. Prints one line
 * per block: ns of CPU of the serving threads, ns of CPU of the process and bytes allocated by the
 * serving threads, each per request. A request may have H2 in memory execute statements.
 */
public final class Served {
  private static final byte[] REQUEST =
      String.join(
              "\r\n",
              "GET /ok HTTP/1.1",
              "Host: localhost",
              "User-Agent: benchmark",
              "Accept: */*",
              "Accept-Encoding: identity",
              "Cache-Control: no-cache",
              "",
              "")
          .getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] BODY = "served\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

  private static final byte[] ANSWER = new byte[4096];

  private Served() {}

  /** Arguments: requests per block, blocks to warm up with, blocks to measure, statements. */
  public static void main(String[] arguments) throws Exception {
    int requests = Integer.parseInt(arguments[0]);
    int warmUp = Integer.parseInt(arguments[1]);
    int blocks = Integer.parseInt(arguments[2]);
    int statements = arguments.length < 4 ? 0 : Integer.parseInt(arguments[3]);
    Path directory = Files.createTempDirectory("served");
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(directory.toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("maxKeepAliveRequests", "-1");
    Context context = tomcat.addContext("", directory.toString());
    Tomcat.addServlet(context, "ok", new Ok(statements));
    context.addServletMappingDecoded("/ok", "ok");
    tomcat.start();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long answered = 0;
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), tomcat.getConnector().getLocalPort())) {
      socket.setTcpNoDelay(true);
      for (int block = 0; block < warmUp + blocks; block++) {
        long processCpu = process.getProcessCpuTime();
        long[] before = Ok.costs(threads);
        for (int i = 0; i < requests; i++) {
          answered += ask(socket);
        }
        long[] after = Ok.costs(threads);
        processCpu = process.getProcessCpuTime() - processCpu;
        if (block >= warmUp) {
          System.out.println(
              "BLOCK "
                  + (after[0] - before[0]) / requests
                  + " "
                  + processCpu / requests
                  + " "
                  + (after[1] - before[1]) / requests);
        }
      }
    }
    tomcat.stop();
    tomcat.destroy();
    System.out.println("DONE " + answered);
  }

  private static int ask(Socket socket) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(REQUEST);
    InputStream in = socket.getInputStream();
    for (int length = 0; !endsWith(length); ) {
      int read = in.read(ANSWER, length, ANSWER.length - length);
      if (read < 0) {
        throw new IOException("the server has closed the connection");
      }
      length += read;
    }
    return 1;
  }

  private static boolean endsWith(int length) {
    int from = length - BODY.length;
    for (int i = 0; i < BODY.length; i++) {
      if (from < 0 || ANSWER[from + i] != BODY[i]) {
        return false;
      }
    }
    return true;
  }

  /** Answers, and remembers which threads did. */
  private static final class Ok extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final Set<Long> SERVING = ConcurrentHashMap.newKeySet();

    private final int statements;
    private transient @Nullable Connection connection;

    Ok(int statements) {
      this.statements = statements;
    }

    @Override
    public void init() throws ServletException {
      if (statements > 0) {
        try {
          connection = DriverManager.getConnection("jdbc:h2:mem:served");
        } catch (SQLException failure) {
          throw new ServletException(failure);
        }
      }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException {
      SERVING.add(Thread.currentThread().getId());
      for (int i = 0; i < statements; i++) {
        select(i);
      }
      response.setContentLength(BODY.length);
      response.getOutputStream().write(BODY);
    }

    private void select(int value) throws ServletException {
      try (PreparedStatement select =
          Objects.requireNonNull(connection).prepareStatement("SELECT CAST(? AS INT) AS served")) {
        select.setInt(1, value);
        try (ResultSet rows = select.executeQuery()) {
          if (!rows.next() || rows.getInt(1) != value) {
            throw new ServletException("another row");
          }
        }
      } catch (SQLException failure) {
        throw new ServletException(failure);
      }
    }

    static long[] costs(ThreadMXBean threads) {
      long[] costs = new long[2];
      for (long id : SERVING) {
        costs[0] += Math.max(0, threads.getThreadCpuTime(id));
        costs[1] += Math.max(0, threads.getThreadAllocatedBytes(id));
      }
      return costs;
    }
  }
}
