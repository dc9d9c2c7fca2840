package io.batchmon.agent.channel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way through to another port of this machine, which can be cut. Thread-safe. */
final class Relay implements AutoCloseable {
  private final ServerSocket server;
  private final int port;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean isCut;

  private Relay(ServerSocket server, int port) {
    this.server = server;
    this.port = port;
  }

  static Relay to(int port) throws IOException {
    Relay relay = new Relay(new ServerSocket(0, 500, InetAddress.getLoopbackAddress()), port);
    daemon(relay::accept);
    return relay;
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /** From now on every connection is reset, those that are open as well. */
  void cut() {
    isCut = true;
    sockets.forEach(Relay::reset);
  }

  void heal() {
    isCut = false;
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        if (isCut) {
          reset(client);
        } else {
          connect(client);
        }
      }
    } catch (IOException closed) {
      sockets.forEach(Relay::reset);
    }
  }

  private void connect(Socket client) {
    try {
      Socket target = new Socket(InetAddress.getLoopbackAddress(), port);
      sockets.add(client);
      sockets.add(target);
      daemon(() -> pump(client, target));
      daemon(() -> pump(target, client));
    } catch (IOException away) {
      reset(client);
    }
  }

  private void pump(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    } catch (IOException over) {
      // why: one of them has gone, which is an ordinary end
    } finally {
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private static void reset(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException gone) {
      // why: it is closed already
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
