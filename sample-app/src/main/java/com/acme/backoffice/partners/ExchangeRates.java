package com.acme.backoffice.partners;

import com.acme.backoffice.outside.Partner;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;

/** Fetches exchange rates; tries at once again, one time, when the partner is busy. */
public class ExchangeRates implements Job {
  private final HttpClient client = HttpClient.newHttpClient();
  private final Partner partner;

  public ExchangeRates(Partner partner) {
    this.partner = partner;
  }

  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    try {
      context.setResult(rates());
    } catch (IOException e) {
      boolean again = context.getRefireCount() == 0;
      throw new JobExecutionException("No exchange rates", e, again);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JobExecutionException(e);
    }
  }

  private String rates() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(partner.at("/rates")).timeout(Duration.ofSeconds(2)).build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("The partner answered " + answer.statusCode());
    }
    return answer.body();
  }
}
