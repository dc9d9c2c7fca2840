package io.batchmon.instrumentation.awsxraysdk;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.entities.TraceID;
import io.batchmon.job.JobRuns;

/**
 * Called before a segment becomes current. In a run it is made a part of that run's trace. The
 * emitter that sends UDP to the daemon gives way to an instance of this class, which tells of
 * segments as spans; an emitter of the application's own stays.
 */
public final class BeginSegmentAdvice extends Emitter {
  private static final String TO_DAEMON = "com.amazonaws.xray.emitters.UDPEmitter";
  private static final String OLDEST_TO_DAEMON = "com.amazonaws.xray.emitters.DefaultEmitter";

  // where things are in a traceparent
  private static final int TRACE_ID = 3;
  private static final int TRACE_ID_TAIL = 11;
  private static final int TRACE_ID_END = 35;
  private static final int SPAN_ID = 36;
  private static final int SPAN_ID_END = 52;

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
    String run = JobRuns.traceParent(JobRuns.current());
    if (run != null) {
      String traceId = xray(run);
      if (isFree(segment, traceId)) {
        segment.setTraceId(TraceID.fromString(traceId));
        segment.setParentId(run.substring(SPAN_ID, SPAN_ID_END));
        JobRuns.note(segment, run);
      }
    }
  }

  // why: of a segment that continues another trace than the run does, its caller waits there
  private static boolean isFree(Segment segment, String traceId) {
    return segment.getParentId() == null
        || segment.getTraceId() == null
        || traceId.equals(segment.getTraceId().toString());
  }

  private static String xray(String traceParent) {
    return "1-"
        + traceParent.substring(TRACE_ID, TRACE_ID_TAIL)
        + '-'
        + traceParent.substring(TRACE_ID_TAIL, TRACE_ID_END);
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
