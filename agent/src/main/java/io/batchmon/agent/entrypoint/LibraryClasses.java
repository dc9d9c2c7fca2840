package io.batchmon.agent.entrypoint;

/** Classes in which nobody looks for jobs of their own: the JDK, the agent, generated proxies. */
final class LibraryClasses {
  private static final String[] PREFIXES = {
    "java/",
    "javax/",
    "jdk/",
    "sun/",
    "com/sun/",
    "kotlin/",
    "scala/",
    "groovy/",
    "net/bytebuddy/",
    "org/objectweb/asm/",
    "io/opentelemetry/",
    "io/batchmon/",
  };

  private LibraryClasses() {}

  /**
   * Whether a class is one.
   *
   * @param className internal name
   */
  static boolean isOne(String className) {
    for (String prefix : PREFIXES) {
      if (className.startsWith(prefix)) {
        return true;
      }
    }
    // why: a proxy calls the method that it stands for, which is the one to be seen
    return className.contains("$$");
  }
}
