import java.io.File;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;

/**
 * A container that runs an application in class loaders of its own, as a redeployed web application
 * is: its arguments are the class path of each, then the main class. Prints how many loaders are
 * still in memory after all have been closed.
 */
public class Loaders {
  // why: what ended is held until a background thread has seen it, which takes as long as it takes
  private static final long GIVEN_UP_NANOS = 60_000_000_000L;
  private static final long BETWEEN_COLLECTIONS_MILLIS = 10;

  private static final ReferenceQueue<ClassLoader> COLLECTED = new ReferenceQueue<ClassLoader>();
  private static final List<WeakReference<ClassLoader>> CLOSED =
      new ArrayList<WeakReference<ClassLoader>>();

  public static void main(String[] args) throws Exception {
    for (int i = 1; i < args.length; i++) {
      CLOSED.add(deploy(args[i], args[0]));
    }
    int kept = CLOSED.size();
    long begun = System.nanoTime();
    while (kept > 0 && System.nanoTime() - begun < GIVEN_UP_NANOS) {
      System.gc();
      if (COLLECTED.remove(BETWEEN_COLLECTIONS_MILLIS) != null) {
        kept--;
      }
    }
    System.out.println("kept " + kept);
  }

  private static WeakReference<ClassLoader> deploy(String path, String mainClass) throws Exception {
    URLClassLoader loader = loader(path);
    Thread.currentThread().setContextClassLoader(loader);
    try {
      Class<?> main = Class.forName(mainClass, true, loader);
      main.getMethod("main", String[].class)
          .invoke(null, (Object) new String[] {"Good", "Bad", "Refired"});
    } finally {
      Thread.currentThread().setContextClassLoader(null);
      loader.close();
    }
    return new WeakReference<ClassLoader>(loader, COLLECTED);
  }

  private static URLClassLoader loader(String path) throws MalformedURLException {
    List<URL> urls = new ArrayList<URL>();
    for (String entry : path.split(File.pathSeparator)) {
      urls.add(new File(entry).toURI().toURL());
    }
    return new URLClassLoader(
        urls.toArray(new URL[0]), ClassLoader.getSystemClassLoader().getParent());
  }
}
