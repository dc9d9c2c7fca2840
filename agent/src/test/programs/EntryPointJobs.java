import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Jobs of nobody's framework, found by each form of batchmon.entrypoints; the last one fails. */
public class EntryPointJobs {
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface Batch {}

  public interface Task {
    void execute(int depth);
  }

  public static class Exact {
    public static String run(String name) {
      return name;
    }
  }

  public static class Annotated {
    @Batch
    protected long work(long a, double b) {
      return a + (long) b;
    }

    public void notAJob() {}
  }

  public abstract static class BaseTask implements Task {
    @Override
    public void execute(int depth) {
      if (depth > 0) {
        execute(depth - 1);
      }
    }
  }

  public static class Recursive extends BaseTask {
    @Override
    public void execute(int depth) {
      super.execute(depth);
    }
  }

  public static class LedgerNightly {
    private void close() {
      throw new IllegalStateException("ledger is open");
    }
  }

  public static class Driver {
    public void night() {
      load(2);
      load(3);
    }

    public void load(int files) {
      if (files > 0) {
        load(files - 1);
      }
    }
  }

  @Retention(RetentionPolicy.RUNTIME)
  public @interface OfClasses {}

  @OfClasses
  public static class AnnotatedClass {}

  @Batch
  static void ofTheMainClass() {}

  public static void main(String[] args) {
    ofTheMainClass();
    new AnnotatedClass();
    System.out.println(Exact.run("exact"));
    System.out.println(new Annotated().work(40, 2.5));
    new Annotated().notAJob();
    new Recursive().execute(3);
    new Driver().night();
    new Task() {
      @Override
      public void execute(int depth) {}
    }.execute(0);
    try {
      new LedgerNightly().close();
    } catch (IllegalStateException expected) {
      System.out.println(expected.getMessage());
    }
  }
}
