import org.apache.spark.SparkContext;

/** The driver of a Spark application, which fails if it is told to. */
public class SparkJob {
  public static void main(String[] args) {
    System.out.println(new SparkContext().applicationId());
    if (args[args.length - 1].equals("bad")) {
      throw new IllegalStateException("no orders");
    }
  }
}
