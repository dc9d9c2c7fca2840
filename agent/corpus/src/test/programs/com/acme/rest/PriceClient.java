package com.acme.rest;

import corpus.Env;
import corpus.Job;
import java.util.Map;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.RestTemplate;

/** Spring's RestTemplate. */
public class PriceClient implements Job {
  // @insert

  @Override
  public String[] bugs() {
    return new String[] {
      "price-404",
      "price-5xx",
      "price-401",
      "price-403",
      "price-429",
      "price-400",
      "price-409",
      "refused",
      "timeout",
      "unreadable",
      "no-converter",
      "stock-404",
      "stock-5xx",
      "bad-uri",
      "unknown-status",
      "no-host",
    };
  }

  /** What is asked for. */
  public static class Price {
    public int price;
  }

  @Override
  public void run(String bug, Env env) throws Exception {
    if (bug.equals("none")) {
      return;
    }
    SimpleClientHttpRequestFactory factory = new SimpleClientHttpRequestFactory();
    factory.setReadTimeout(bug.equals("timeout") ? 100 : 20_000);
    RestTemplate rest = new RestTemplate(factory);
    String day = "/x?day=" + env.id();
    switch (bug) {
      case "price-5xx":
        price(rest, env.url("/s/" + new int[] {500, 502, 503, 504}[env.number() % 4] + day));
        break;
      case "stock-5xx":
        stock(rest, env.url("/s/" + new int[] {500, 502, 503, 504}[env.number() % 4] + day));
        break;
      case "stock-404":
        stock(rest, env.url("/s/404" + day));
        break;
      case "refused":
        price(rest, "http://" + env.host() + ":" + env.closedPort() + day);
        break;
      case "no-host":
        price(rest, "http://" + env.id() + ".invalid/");
        break;
      case "timeout":
        price(rest, env.url("/s/200/slow"));
        break;
      case "unreadable":
        rest.getForObject(env.url("/s/200/json"), Price.class);
        break;
      case "no-converter":
        rest.getForObject(env.url("/s/200" + day), java.util.concurrent.atomic.AtomicInteger.class);
        break;
      case "bad-uri":
        price(rest, "/relative/" + env.id());
        break;
      case "unknown-status":
        price(rest, env.url("/s/477" + day));
        break;
      default:
        price(rest, env.url("/s/" + bug.substring(bug.length() - 3) + day));
    }
  }

  private String price(RestTemplate rest, String url) {
    return rest.getForObject(url, String.class);
  }

  private Object stock(RestTemplate rest, String url) {
    return rest.exchange(url, HttpMethod.PUT, null, Map.class);
  }
}
