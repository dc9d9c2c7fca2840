import org.springframework.boot.devtools.restart.SilentExit;

/** Ends its first main and runs in a second one, as Spring Boot's devtools do. */
public class Restarted {
  public static void main(String[] args) throws Exception {
    if (Thread.currentThread().getName().equals("restartedMain")) {
      System.out.println("working");
      return;
    }
    Thread second =
        new Thread(
            () -> {
              try {
                main(args);
              } catch (Exception failure) {
                throw new IllegalStateException(failure);
              }
            },
            "restartedMain");
    second.start();
    second.join();
    Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> {});
    throw new SilentExit();
  }
}
