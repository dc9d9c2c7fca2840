package io.batchmon.instrumentation.xxljob;

/** A bean of the application with a method that is a job since 2.3. */
public final class MethodBean {
  private final String name;

  MethodBean(String name) {
    this.name = name;
  }

  public void settle() throws Exception {
    Bodies.run(name);
  }
}
