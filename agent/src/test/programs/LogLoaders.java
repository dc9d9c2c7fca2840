import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;

/**
 * Two applications in one JVM, each with the logging framework in a loader of its own: runs {@link
 * LogJobs} in both. Its argument is the class path of each.
 */
public class LogLoaders {
  public static void main(String[] args) throws Exception {
    String[] entries = args[0].split(File.pathSeparator);
    URL[] urls = new URL[entries.length];
    for (int i = 0; i < entries.length; i++) {
      urls[i] = new File(entries[i]).toURI().toURL();
    }
    for (int i = 0; i < 2; i++) {
      ClassLoader loader = new URLClassLoader(urls, ClassLoader.getSystemClassLoader().getParent());
      Thread.currentThread().setContextClassLoader(loader);
      Object none = new String[0];
      loader.loadClass("LogJobs").getMethod("main", String[].class).invoke(null, none);
    }
  }
}
