package com.acme.backoffice.reports;

import com.acme.backoffice.outside.Partner;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;

/** Fetches the day's figures from a partner, who has two seconds to answer. */
public class DailyReport implements Job {
  private static final int TIMEOUT_MILLIS = 2_000;

  private final Partner partner;

  public DailyReport(Partner partner) {
    this.partner = partner;
  }

  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    try {
      context.setResult(figures());
    } catch (IOException e) {
      throw new JobExecutionException("No figures for the daily report", e);
    }
  }

  private String figures() throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) partner.at("/figures").toURL().openConnection();
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    try (InputStream answer = connection.getInputStream()) {
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      connection.disconnect();
    }
  }
}
