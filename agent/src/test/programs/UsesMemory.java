import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;

/** Collects its garbage, keeps a buffer, says what its JVM counted, and waits for a signal. */
public class UsesMemory {
  static final ByteBuffer KEPT = ByteBuffer.allocateDirect(3 << 20);

  public static void main(String[] args) throws Exception {
    System.gc();
    System.gc();
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (collector.getName().equals("MarkSweepCompact")) {
        System.out.println("full " + collector.getCollectionCount());
      }
    }
    new CountDownLatch(1).await();
  }
}
