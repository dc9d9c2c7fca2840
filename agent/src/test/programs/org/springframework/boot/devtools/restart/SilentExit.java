package org.springframework.boot.devtools.restart;

/** What Spring Boot's devtools throw to end the first main. */
public class SilentExit extends RuntimeException {
  private static final long serialVersionUID = 1;
}
