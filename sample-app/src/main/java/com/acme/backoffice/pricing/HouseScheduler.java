package com.acme.backoffice.pricing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** A loop in a thread, older than any framework here. It logs what fails, and goes on. */
@Component
public class HouseScheduler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HouseScheduler.class);

  private final List<HouseJob> jobs = List.of(new Discounts(), new Margins());
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Duration every;

  public HouseScheduler(@Value("${house-scheduler.every}") Duration every) {
    this.every = every;
    Thread thread = new Thread(this::run, "house-scheduler");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (!closed.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
        runJobs();
      }
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
    }
  }

  private void runJobs() {
    for (HouseJob job : jobs) {
      try {
        job.execute();
      } catch (RuntimeException failure) {
        LOG.info("A job failed: {}", failure.getMessage());
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
