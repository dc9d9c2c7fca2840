package io.batchmon.collector.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Random;

/**
 * Free ports of the loopback interface, for servers that cannot choose one themselves. They lie
 * below those that the kernel gives to clients, so that none is taken between being found and being
 * used.
 */
public final class Ports {
  private static final int LOWEST = 12_000;
  private static final int HIGHEST = 32_000;

  /** Tests of several modules may run at once: each begins elsewhere. */
  private static int next =
      LOWEST + new Random(ProcessHandle.current().pid()).nextInt(HIGHEST - LOWEST);

  private Ports() {}

  /** One that nobody listens on and that was not given before. */
  public static synchronized int free() {
    for (int i = LOWEST; i < HIGHEST; i++) {
      int port = next;
      next = next + 1 < HIGHEST ? next + 1 : LOWEST;
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no port is free");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
      return true;
    } catch (java.net.BindException taken) {
      return false;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
