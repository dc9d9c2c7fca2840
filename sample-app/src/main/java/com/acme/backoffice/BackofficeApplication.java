package com.acme.backoffice;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The application. */
@SpringBootApplication
@EnableAsync
@EnableScheduling
public class BackofficeApplication {
  public static void main(String[] args) {
    SpringApplication.run(BackofficeApplication.class, args);
  }
}
