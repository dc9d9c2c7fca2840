import java.util.concurrent.CountDownLatch;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** A Camel context with a timer's route that succeeds and one that fails. */
public class CamelJobs {
  static final CountDownLatch LEFT = new CountDownLatch(2);

  public static void main(String[] args) throws Exception {
    DefaultCamelContext camel = new DefaultCamelContext();
    camel.disableJMX();
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("timer:early?delay=1&repeatCount=1")
                .routeId("good")
                .process(exchange -> LEFT.countDown());
            from("timer:late?delay=1&repeatCount=1")
                .routeId("bad")
                .process(
                    exchange -> {
                      LEFT.countDown();
                      throw new IllegalStateException("no connection to orders");
                    });
          }
        });
    camel.start();
    LEFT.await();
    camel.stop();
    System.out.println("done");
  }
}
