import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** A program that calls a server with an OkHttp of its own, and then fails. */
public class OkHttpCalls {
  public static void main(String[] args) throws Exception {
    OkHttpClient client = new OkHttpClient();
    try (Response response = client.newCall(new Request.Builder().url(args[0]).build()).execute()) {
      System.out.println(response.code());
    }
    throw new IllegalStateException("no connection to the ledger");
  }
}
