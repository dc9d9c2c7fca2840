package io.batchmon.instrumentation.awsxraysdk;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.entities.TraceID;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;

/**
 * Called before a segment becomes current. In a run it is made a part of that run's trace. The
 * emitter that sends UDP to the daemon gives way to an instance of this class, which tells of
 * segments as spans; an emitter of the application's own stays.
 */
public final class BeginSegmentAdvice extends Emitter {
  private static final String TO_DAEMON = "com.amazonaws.xray.emitters.UDPEmitter";
  private static final String OLDEST_TO_DAEMON = "com.amazonaws.xray.emitters.DefaultEmitter";
  private static final int EPOCH_DIGITS = 8;

  private final Emitter daemon;

  private BeginSegmentAdvice(Emitter daemon) {
    this.daemon = daemon;
  }

  public static void enter(AWSXRayRecorder recorder, Segment segment) {
    Emitter emitter = recorder.getEmitter();
    String name = emitter == null ? "" : emitter.getClass().getName();
    if (name.equals(TO_DAEMON) || name.equals(OLDEST_TO_DAEMON)) {
      recorder.setEmitter(new BeginSegmentAdvice(emitter));
    }
    OpenRun run = JobRuns.current();
    String traceId = run == null ? null : JobRuns.traceId(run);
    String spanId = run == null ? null : JobRuns.spanId(run);
    if (traceId != null && spanId != null && isFree(segment, traceId)) {
      segment.setTraceId(TraceID.fromString(xray(traceId)));
      segment.setParentId(spanId);
      JobRuns.note(segment, spanId);
    }
  }

  // why: of a segment that continues another trace than the run does, its caller waits there
  private static boolean isFree(Segment segment, String traceId) {
    return segment.getParentId() == null
        || segment.getTraceId() == null
        || xray(traceId).equals(segment.getTraceId().toString());
  }

  private static String xray(String traceId) {
    return "1-" + traceId.substring(0, EPOCH_DIGITS) + '-' + traceId.substring(EPOCH_DIGITS);
  }

  @Override
  public boolean sendSegment(Segment segment) {
    return JobRuns.segmentEnded(segment.serialize(), JobRuns.noted(segment) != null)
        || daemon.sendSegment(segment);
  }

  @Override
  public boolean sendSubsegment(Subsegment subsegment) {
    return JobRuns.segmentEnded(subsegment.streamSerialize(), false)
        || daemon.sendSubsegment(subsegment);
  }
}
