package io.batchmon.instrumentation.awsxraysdk;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** Listens where the X-Ray daemon would. */
final class Daemon implements AutoCloseable {
  private static final int LIMIT_MILLIS = 30_000;
  private final DatagramSocket socket;

  Daemon() throws SocketException {
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    socket.setSoTimeout(LIMIT_MILLIS);
  }

  String address() {
    String place = "127.0.0.1:" + socket.getLocalPort();
    // why: the oldest takes a single address for that of UDP alone, and fails without the other
    return "tcp:" + place + " udp:" + place;
  }

  /** What was sent first and was not taken yet; a word of the test's own shows that it is all. */
  String next() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
    socket.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
  }

  void send(String word) throws IOException {
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    socket.send(new DatagramPacket(bytes, bytes.length, socket.getLocalSocketAddress()));
  }

  @Override
  public void close() {
    socket.close();
  }
}
