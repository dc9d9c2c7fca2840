import java.io.File;
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
  private static final int COLLECTIONS = 200;

  public static void main(String[] args) throws Exception {
    List<WeakReference<ClassLoader>> closed = new ArrayList<WeakReference<ClassLoader>>();
    for (int i = 1; i < args.length; i++) {
      closed.add(deploy(args[i], args[0]));
    }
    int kept = closed.size();
    for (int i = 0; i < COLLECTIONS && kept > 0; i++) {
      System.gc();
      Thread.yield();
      kept = 0;
      for (WeakReference<ClassLoader> loader : closed) {
        kept += loader.get() == null ? 0 : 1;
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
    return new WeakReference<ClassLoader>(loader);
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
