import java.lang.instrument.Instrumentation;

/** Calls the premain as a JVM older than Java 8 would; such a JVM cannot be installed any more. */
public class OldJvm {
  public static void main(String[] args) throws Exception {
    System.setProperty("java.specification.version", "1.7");
    Class.forName("io.batchmon.premain.Premain")
        .getMethod("premain", String.class, Instrumentation.class)
        .invoke(null, null, null);
    System.err.println("a line of the application on stderr");
    System.out.println("working");
  }
}
