package com.example.boot;

import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Starts, runs its jobs, asks itself over HTTP, stops; with {@code --idle} once stdin is closed.
 */
@SpringBootApplication
public class Boot {
  public static void main(String[] arguments) throws Exception {
    ConfigurableApplicationContext context =
        new SpringApplication(Boot.class).run("--server.port=0", "--server.address=127.0.0.1");
    long total = context.getBean(Day.class).work();
    if (Arrays.asList(arguments).contains("--idle")) {
      System.out.println("READY");
      while (System.in.read() >= 0) {
        // the harness measures meanwhile
      }
    }
    context.close();
    System.out.println("DONE " + total);
  }
}
