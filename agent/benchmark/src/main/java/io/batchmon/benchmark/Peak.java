package io.batchmon.benchmark;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/** Watches the peak memory of a process until it is gone. The kernel's mark only ever rises. */
final class Peak implements Runnable {
  private static final long PAUSE_NANOS = 2_000_000;

  private final long pid;
  private volatile long bytes;

  private Peak(long pid) {
    this.pid = pid;
  }

  static Peak watch(long pid) {
    Peak peak = new Peak(pid);
    Thread thread = new Thread(peak, "peak");
    thread.setDaemon(true);
    thread.start();
    return peak;
  }

  long bytes() {
    return bytes;
  }

  @Override
  public void run() {
    byte[] buffer = new byte[4096];
    try (RandomAccessFile status = new RandomAccessFile("/proc/" + pid + "/status", "r")) {
      while (true) {
        status.seek(0);
        int read = status.read(buffer);
        if (read <= 0) {
          return;
        }
        long now = Usage.peakBytes(new String(buffer, 0, read, StandardCharsets.US_ASCII));
        if (now == 0) {
          // why: a process that has given its memory back has no such line any more
          return;
        }
        bytes = Math.max(bytes, now);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (IOException e) {
      // why: the process is gone, which is how this ends
      return;
    }
  }
}
