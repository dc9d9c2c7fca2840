import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.entities.TraceID;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/** A batch program of a team that traces with the AWS X-Ray SDK, and knows nothing else. */
public final class LegacySegments {
  public static void main(String[] arguments) {
    AWSXRay.setGlobalRecorder(
        AWSXRayRecorderBuilder.standard().withSamplingStrategy(new AllSamplingStrategy()).build());
    answer();
    settle();
    unsampled();
    System.out.println("settled");
  }

  /** A request, as the SDK's servlet filter records it. */
  private static void answer() {
    Segment request =
        AWSXRay.beginSegment(
            "ledger",
            TraceID.fromString("1-5759e988-bd862e3fe1be46a994272793"),
            "53995c3f42cd8ad8");
    Map<String, Object> http = new HashMap<>();
    http.put("method", "POST");
    http.put("url", "http://ledger.example/settle");
    request.putHttp("request", http);
    request.putHttp("response", Collections.singletonMap("status", 503));
    request.setFault(true);
    AWSXRay.endSegment();
  }

  private static void settle() {
    Segment segment = AWSXRay.beginSegment("settlement");
    segment.putAnnotation("tenant", "acme");
    segment.putAnnotation("accounts", 42);
    segment.putMetadata("report", Collections.singletonMap("pages", 3));
    AWSXRay.createSubsegment("read", (Runnable) LegacySegments::query);
    try {
      AWSXRay.createSubsegment("book", (Runnable) LegacySegments::book);
    } catch (IllegalStateException expected) {
      segment.setError(true);
    }
    Subsegment report = AWSXRay.beginSubsegment("report");
    report.setNamespace("remote");
    report.putHttp("request", Collections.singletonMap("url", "http://files.example/report"));
    AWSXRay.endSubsegment(report);
    AWSXRay.endSegment();
  }

  private static void query() {
    Subsegment sql = AWSXRay.beginSubsegment("accounts@db.example");
    sql.setNamespace("remote");
    sql.putSql("database_type", "PostgreSQL");
    sql.putSql("sanitized_query", "select id from account where tenant = ?");
    AWSXRay.endSubsegment();
  }

  private static void book() {
    throw new IllegalStateException("no such account");
  }

  private static void unsampled() {
    Segment segment = AWSXRay.beginSegment("never-seen");
    segment.setSampled(false);
    AWSXRay.endSegment();
  }
}
