import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Makes the same calls by HttpURLConnection or, from Java 11 on, by java.net.http. */
public class HttpCaller {
  private static String client;
  private static Object jdkClient;

  public static void main(String[] args) throws Exception {
    client = args[0];
    String server = args[1];
    String nobody = args[2];
    // why: hooks of the JDK are put in beside the running main; the server says when they are there
    while (!get(server + "/ready").equals("200 yes")) {
      Thread.sleep(5);
    }
    System.out.println(get(server + "/rates?day=1&token=sesame"));
    System.out.println(get(server + "/redirect"));
    System.out.println(get(server + "/missing"));
    try {
      System.out.println(get(nobody));
    } catch (IOException refused) {
      System.out.println(refused.getClass().getName() + ": " + refused.getMessage());
    }
    if (client.equals("async")) {
      System.out.println(async(server + "/async"));
    }
    System.out.println("done");
  }

  private static String get(String url) throws Exception {
    return client.equals("url") ? byUrl(url) : byJdk(url);
  }

  private static String byUrl(String url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    int status = connection.getResponseCode();
    InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0; next = in.read()) {
      body.write(next);
    }
    in.close();
    return status + " " + body;
  }

  // why: by reflection, as the programs are compiled for Java 8
  private static String byJdk(String url) throws Exception {
    Class<?> request = Class.forName("java.net.http.HttpRequest");
    Class<?> handler = Class.forName("java.net.http.HttpResponse$BodyHandler");
    try {
      return text(
          Class.forName("java.net.http.HttpClient")
              .getMethod("send", request, handler)
              .invoke(jdk(), request(url), handler()));
    } catch (InvocationTargetException failure) {
      throw (Exception) failure.getCause();
    }
  }

  private static String async(String url) throws Exception {
    Class<?> request = Class.forName("java.net.http.HttpRequest");
    Class<?> handler = Class.forName("java.net.http.HttpResponse$BodyHandler");
    Object future =
        Class.forName("java.net.http.HttpClient")
            .getMethod("sendAsync", request, handler)
            .invoke(jdk(), request(url), handler());
    return text(((java.util.concurrent.CompletableFuture<?>) future).get());
  }

  private static Object jdk() throws Exception {
    if (jdkClient == null) {
      Class<?> builder = Class.forName("java.net.http.HttpClient$Builder");
      Class<?> redirect = Class.forName("java.net.http.HttpClient$Redirect");
      Object made = Class.forName("java.net.http.HttpClient").getMethod("newBuilder").invoke(null);
      Object normal = redirect.getField("NORMAL").get(null);
      builder.getMethod("followRedirects", redirect).invoke(made, normal);
      jdkClient = builder.getMethod("build").invoke(made);
    }
    return jdkClient;
  }

  private static Object request(String url) throws Exception {
    Class<?> builder = Class.forName("java.net.http.HttpRequest$Builder");
    Object made =
        Class.forName("java.net.http.HttpRequest")
            .getMethod("newBuilder", URI.class)
            .invoke(null, URI.create(url));
    return builder.getMethod("build").invoke(made);
  }

  private static Object handler() throws Exception {
    return Class.forName("java.net.http.HttpResponse$BodyHandlers")
        .getMethod("ofString")
        .invoke(null);
  }

  private static String text(Object response) throws Exception {
    Class<?> type = Class.forName("java.net.http.HttpResponse");
    return type.getMethod("statusCode").invoke(response)
        + " "
        + type.getMethod("body").invoke(response);
  }
}
