package io.batchmon.instrumentation.servlettesting;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A client that sends whatever it is told, and what came back. */
public final class RawHttp {
  private static final int LIMIT_MILLIS = 30_000;

  private final String answer;

  private RawHttp(String answer) {
    this.answer = answer;
  }

  /** Sends a request of this line and these header lines, and reads until the server closes. */
  public static RawHttp send(int port, String line, String... headers) throws IOException {
    try (Socket socket = open(port)) {
      write(socket, line, headers);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      InputStream in = socket.getInputStream();
      in.transferTo(bytes);
      return new RawHttp(bytes.toString(StandardCharsets.ISO_8859_1));
    }
  }

  /** Sends it and goes away without reading. */
  public static Socket abandonable(int port, String line, String... headers) throws IOException {
    Socket socket = open(port);
    write(socket, line, headers);
    return socket;
  }

  private static Socket open(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(LIMIT_MILLIS);
    return socket;
  }

  private static void write(Socket socket, String line, String... headers) throws IOException {
    StringBuilder request = new StringBuilder(line).append(" HTTP/1.1\r\n");
    request.append("Host: shop.example:8443\r\nConnection: close\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    request.append("\r\n");
    socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  public int status() {
    return Integer.parseInt(answer.substring(9, 12));
  }

  /** All values of this header. */
  public List<String> header(String name) {
    List<String> values = new ArrayList<>();
    for (String line : answer.split("\r\n\r\n", 2)[0].split("\r\n", -1)) {
      if (line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":")) {
        values.add(line.substring(name.length() + 1).trim());
      }
    }
    return values;
  }

  public String text() {
    return answer;
  }
}
