import org.nightshift.Crew;
import org.nightshift.Shift;

/** An application of Nightshift: one shift that works, and one that does not. */
public class Night {
  static class Sweep extends Shift {
    @Override
    public String name() {
      return "sweep";
    }

    @Override
    public void work() {
      System.out.println("swept");
    }
  }

  static class Mop extends Shift {
    @Override
    public String name() {
      return "mop";
    }

    @Override
    public void work() throws Exception {
      throw new Exception("no water", new IllegalStateException("main valve closed"));
    }
  }

  public static void main(String[] args) {
    Crew crew = new Crew();
    crew.perform(new Sweep());
    crew.perform(new Mop());
  }
}
