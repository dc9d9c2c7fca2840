/** The driver of a Flink application, which fails if it is told to. */
public class FlinkJob {
  public static void main(String[] args) {
    System.out.println("settled");
    if (args[args.length - 1].equals("bad")) {
      throw new IllegalStateException("no orders");
    }
  }
}
