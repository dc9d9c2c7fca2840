package com.example.boot;

import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.quartz.JobBuilder;
import org.quartz.Scheduler;
import org.quartz.TriggerBuilder;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** What this service does in its short life; the Spring Batch job ran at start-up by then. */
@Component
class Day {
  private final Scheduler scheduler;
  private final Environment environment;
  private final OrdersJob orders;

  Day(Scheduler scheduler, Environment environment, OrdersJob orders) {
    this.scheduler = scheduler;
    this.environment = environment;
    this.orders = orders;
  }

  long work() throws Exception {
    for (int i = 0; i < TickJob.COUNT; i++) {
      scheduler.scheduleJob(
          JobBuilder.newJob(TickJob.class).withIdentity("tick-" + i, "boot").build(),
          TriggerBuilder.newTrigger().withIdentity("tick-" + i, "boot").startNow().build());
    }
    TickJob.DONE.await();
    return orders.written() + Long.parseLong(ask("/ticks"));
  }

  private String ask(String path) throws Exception {
    String port = environment.getRequiredProperty("local.server.port");
    HttpURLConnection connection =
        (HttpURLConnection) URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
    try (InputStream body = connection.getInputStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
