package com.acme.backoffice.warehouse;

import java.time.Duration;
import java.util.Timer;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Starts the warehouse's timers and its executor. */
@Component
public class Warehouse implements AutoCloseable {
  private final Timer stock = new Timer("stock");
  private final Timer parcels = new Timer("parcels");
  private final ScheduledExecutorService labels = Executors.newScheduledThreadPool(1);

  @SuppressWarnings("FutureReturnValueIgnored") // nobody looks at it, as it happens
  public Warehouse(
      @Value("${stock.every}") Duration stockEvery,
      @Value("${parcels.every}") Duration parcelsEvery,
      @Value("${labels.every}") Duration labelsEvery) {
    stock.schedule(new CountStock(), stockEvery.toMillis(), stockEvery.toMillis());
    parcels.schedule(new TrackParcels(), parcelsEvery.toMillis(), parcelsEvery.toMillis());
    parcels.schedule(new TrackReturns(), parcelsEvery.toMillis(), 3 * parcelsEvery.toMillis());
    labels.scheduleAtFixedRate(
        new PrintLabels(), labelsEvery.toMillis(), labelsEvery.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    stock.cancel();
    parcels.cancel();
    labels.shutdownNow();
  }
}
