package com.acme.backoffice.maintenance;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.stereotype.Component;

/**
 * Checks a disk that is not there, from a scheduler whose error handler keeps every exception to
 * itself: not even the log says a word.
 */
@Component
public class DiskCheck implements AutoCloseable {
  private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

  @SuppressWarnings("FutureReturnValueIgnored") // nobody looks at it, as it happens
  public DiskCheck(
      @Value("${disk-check.first}") Duration first, @Value("${disk-check.every}") Duration every) {
    scheduler.setThreadNamePrefix("disk-");
    scheduler.setErrorHandler(failure -> {});
    scheduler.initialize();
    scheduler.scheduleAtFixedRate(this::checkDisk, Instant.now().plus(first), every);
  }

  void checkDisk() {
    File disk = new File("/mnt/ledger-archive");
    if (disk.getFreeSpace() == 0) {
      throw new UncheckedIOException(new IOException("No space left on " + disk));
    }
  }

  @Override
  public void close() {
    scheduler.shutdown();
  }
}
