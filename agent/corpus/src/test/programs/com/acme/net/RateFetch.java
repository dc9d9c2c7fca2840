package com.acme.net;

import corpus.Env;
import corpus.Job;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.nio.channels.SocketChannel;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.BasicResponseHandler;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;

/** Connections of the JDK, OkHttp and Apache's clients. */
public class RateFetch implements Job {
  // @insert

  @Override
  public String[] bugs() {
    return new String[] {
      "socket-refused",
      "url-5xx",
      "url-refused",
      "url-404",
      "url-401",
      "read-timeout",
      "in-use",
      "channel-refused",
      "no-host",
      "bad-url",
      "bad-uri",
      "socket-closed",
      "okhttp-refused",
      "okhttp-timeout",
      "okhttp-scheme",
      "okhttp-executed-twice",
      "apache4-refused",
      "apache4-404",
      "apache4-403",
      "apache4-5xx",
      "apache4-host",
      "apache5-refused",
      "apache5-404",
      "apache5-5xx",
      "apache5-timeout",
      "ftp-refused",
      "url-refused-2",
      "no-protocol",
    };
  }

  @Override
  public void run(String bug, Env env) throws Exception {
    switch (bug) {
      case "socket-refused":
        new Socket(env.host(), env.closedPort()).close();
        break;
      case "channel-refused":
        SocketChannel.open(new InetSocketAddress(env.host(), env.closedPort())).close();
        break;
      case "url-refused":
        get("http://" + env.host() + ":" + env.closedPort() + "/rates/" + env.id());
        break;
      case "url-refused-2":
        post("http://" + env.host() + ":" + env.closedPort() + "/rates/" + env.id());
        break;
      case "url-5xx":
        get(env.url("/s/" + (env.flag() ? 500 : 503) + "/x?day=" + env.id()));
        break;
      case "url-404":
        get(env.url("/s/404/x?day=" + env.id()));
        break;
      case "url-401":
        get(env.url("/s/403/x?day=" + env.id()));
        break;
      case "read-timeout":
        get(env.url("/s/200/slow"));
        break;
      case "in-use":
        try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
          new ServerSocket(first.getLocalPort(), 1, InetAddress.getLoopbackAddress()).close();
        }
        break;
      case "no-host":
        InetAddress.getByName(env.id() + ".invalid");
        break;
      case "bad-url":
        new URL(env.id());
        break;
      case "no-protocol":
        new URL("zttp://" + env.id());
        break;
      case "bad-uri":
        URI.create("http://a b/" + env.id());
        break;
      case "socket-closed":
        Socket socket = new Socket();
        socket.close();
        socket.connect(new InetSocketAddress("localhost", 1));
        break;
      case "okhttp-refused":
        ok("http://" + env.host() + ":" + env.closedPort() + "/" + env.id());
        break;
      case "okhttp-timeout":
        ok(env.url("/s/200/slow"));
        break;
      case "okhttp-scheme":
        ok("ftp://" + env.id());
        break;
      case "okhttp-executed-twice":
        okhttp3.Call call =
            new OkHttpClient().newCall(new Request.Builder().url(env.url("/s/200/x")).build());
        call.execute().close();
        call.execute().close();
        break;
      case "apache4-refused":
        apache4("http://" + env.host() + ":" + env.closedPort() + "/" + env.id());
        break;
      case "apache4-404":
        apache4(env.url("/s/404/x?" + env.id()));
        break;
      case "apache4-403":
        apache4(env.url("/s/403/x?" + env.id()));
        break;
      case "apache4-5xx":
        apache4(env.url("/s/" + (env.flag() ? 500 : 502) + "/x?" + env.id()));
        break;
      case "apache4-host":
        apache4("http://" + env.id() + ".invalid/");
        break;
      case "apache5-refused":
        apache5("http://" + env.host() + ":" + env.closedPort() + "/" + env.id());
        break;
      case "apache5-404":
        apache5(env.url("/s/404/x?" + env.id()));
        break;
      case "apache5-5xx":
        apache5(env.url("/s/" + (env.flag() ? 500 : 502) + "/x?" + env.id()));
        break;
      case "apache5-timeout":
        apache5(env.url("/s/200/slow"));
        break;
      case "ftp-refused":
        new org.apache.commons.net.ftp.FTPClient().connect(env.host(), env.closedPort());
        break;
      default:
        break;
    }
  }

  private void get(String url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) new URL(url).openConnection();
    connection.setReadTimeout(url.endsWith("slow") ? 100 : 20_000);
    try (InputStream in = connection.getInputStream()) {
      in.read();
    }
  }

  private void post(String url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) new URL(url).openConnection();
    connection.setDoOutput(true);
    connection.getOutputStream().write(1);
  }

  private void ok(String url) throws IOException {
    new OkHttpClient.Builder()
        .callTimeout(java.time.Duration.ofMillis(url.endsWith("slow") ? 150 : 20_000))
        .build()
        .newCall(new Request.Builder().url(url).build())
        .execute()
        .close();
  }

  private void apache4(String url) throws IOException {
    try (CloseableHttpClient client = HttpClients.createMinimal()) {
      client.execute(new HttpGet(url), new BasicResponseHandler());
    }
  }

  private void apache5(String url) throws IOException {
    try (org.apache.hc.client5.http.impl.classic.CloseableHttpClient client =
        org.apache.hc.client5.http.impl.classic.HttpClients.createMinimal()) {
      org.apache.hc.client5.http.classic.methods.HttpGet get =
          new org.apache.hc.client5.http.classic.methods.HttpGet(url);
      get.setConfig(
          org.apache.hc.client5.http.config.RequestConfig.custom()
              .setResponseTimeout(
                  org.apache.hc.core5.util.Timeout.ofMilliseconds(
                      url.endsWith("slow") ? 100 : 20_000))
              .build());
      client.execute(
          get, new org.apache.hc.client5.http.impl.classic.BasicHttpClientResponseHandler());
    }
  }
}
