import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

/** A Tomcat whose requests launch a job; asks itself for what its arguments name, and ends. */
public class ServedJobs {
  public static class Settlement {
    public void run(String order) {
      if (order.equals("/bad")) {
        throw new IllegalStateException("no connection to orders");
      }
    }
  }

  static class Orders extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      new Settlement().run(request.getPathInfo());
      response.getWriter().write("settled");
    }
  }

  public static void main(String[] paths) throws Exception {
    Logger.getLogger("").setLevel(Level.OFF);
    File directory = new File(System.getProperty("java.io.tmpdir"));
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(directory.getPath());
    tomcat.setPort(0);
    Context context = tomcat.addContext("/shop", directory.getPath());
    Tomcat.addServlet(context, "orders", new Orders());
    context.addServletMappingDecoded("/orders/*", "orders");
    tomcat.getConnector();
    tomcat.start();
    for (String path : paths) {
      System.out.println(ask(tomcat.getConnector().getLocalPort(), path));
    }
    tomcat.stop();
    tomcat.destroy();
  }

  private static String ask(int port, String path) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String request = "GET " + path + " HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (int next = in.read(); next >= 0; next = in.read()) {
        out.write(next);
      }
      String answer = out.toString("ISO-8859-1");
      StringBuilder shown = new StringBuilder(answer.substring(9, 12));
      for (String line : answer.split("\r\n")) {
        if (line.startsWith("X-Trace-ID: ")) {
          shown.append(' ').append(line.substring(12));
        }
      }
      return shown.toString();
    }
  }
}
