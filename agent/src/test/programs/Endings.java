import java.util.concurrent.CountDownLatch;

/** A run-once job: prints something, and ends as its argument says. */
public class Endings {
  static class Ledger {
    final String state = "working";
  }

  public static void main(String[] args) throws Exception {
    System.out.println(new Ledger().state);
    System.err.println("a line of the application on stderr");
    switch (args[0]) {
      case "return":
        return;
      case "throw":
        throw new IllegalStateException("the ledger is closed");
      case "exit0":
        System.exit(0);
        break;
      case "exit3":
        System.exit(3);
        break;
      case "exitInThread":
        Thread thread = new Thread(() -> System.exit(4), "worker");
        thread.start();
        new CountDownLatch(1).await();
        break;
      case "throwInLastThread":
        Thread last =
            new Thread(
                () -> {
                  join(Thread.currentThread().getName());
                  throw new IllegalArgumentException("the last thread gave up");
                },
                "last");
        last.start();
        return;
      case "handlerExits":
        Thread.setDefaultUncaughtExceptionHandler((where, failure) -> System.exit(7));
        throw new IllegalStateException("told by a handler");
      case "interrupted":
        Thread.currentThread().interrupt();
        System.exit(8);
        break;
      case "halt5":
        Runtime.getRuntime().halt(5);
        break;
      case "hooks":
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook ran")));
        System.exit(6);
        break;
      case "wait":
        System.out.println("ready");
        new CountDownLatch(1).await();
        break;
      default:
        throw new IllegalArgumentException(args[0]);
    }
  }

  /** Waits until main has returned, so that this thread is the last one. */
  private static void join(String name) {
    for (Thread other : Thread.getAllStackTraces().keySet()) {
      if (other.getName().equals("main")) {
        try {
          other.join();
        } catch (InterruptedException ended) {
          throw new IllegalStateException(name, ended);
        }
      }
    }
  }
}
