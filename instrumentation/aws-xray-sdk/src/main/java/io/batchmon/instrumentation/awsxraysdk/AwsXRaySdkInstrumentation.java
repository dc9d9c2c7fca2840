package io.batchmon.instrumentation.awsxraysdk;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Collections;
import java.util.List;

/**
 * AWS X-Ray SDK for Java 2.4 to 2.21, in maintenance mode since 2026-02-25: all ways to begin a
 * segment meet in one method of the recorder, whose emitter is what sends them.
 */
public final class AwsXRaySdkInstrumentation implements JobInstrumentation {
  @Override
  public String name() {
    return "aws-xray-sdk";
  }

  @Override
  public List<Hook> hooks() {
    return Collections.singletonList(
        Hook.on("com.amazonaws.xray.AWSXRayRecorder")
            .method("beginSegment", "com.amazonaws.xray.entities.Segment")
            .advice(BeginSegmentAdvice.class));
  }
}
