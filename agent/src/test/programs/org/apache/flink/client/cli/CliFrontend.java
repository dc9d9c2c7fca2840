package org.apache.flink.client.cli;

/** Calls the application's main as Flink's class of this name does, and ends the JVM. */
public class CliFrontend {
  public static void main(String[] args) {
    int code = 0;
    try {
      new CliFrontend().executeProgram(args);
    } catch (ReflectiveOperationException failure) {
      code = 1;
    }
    System.exit(code);
  }

  protected void executeProgram(String[] args) throws ReflectiveOperationException {
    Class.forName(args[2]).getMethod("main", String[].class).invoke(null, (Object) args);
  }
}
