package io.batchmon.instrumentation.awsxraysdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.entities.TraceID;
import com.amazonaws.xray.exceptions.SegmentNotFoundException;
import com.amazonaws.xray.exceptions.SubsegmentNotFoundException;
import com.amazonaws.xray.strategy.RuntimeErrorContextMissingStrategy;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import com.amazonaws.xray.strategy.sampling.NoSamplingStrategy;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AwsXRaySdkIT {
  private static final String ADDRESS = "com.amazonaws.xray.emitters.daemonAddress";

  @RegisterExtension
  static final RecordedRuns RUNS = RecordedRuns.of(new AwsXRaySdkInstrumentation());

  private static Daemon daemon;

  @BeforeAll
  static void listen() throws IOException {
    daemon = new Daemon();
    System.setProperty(ADDRESS, daemon.address());
  }

  @AfterAll
  static void close() {
    System.clearProperty(ADDRESS);
    daemon.close();
  }

  private static AWSXRayRecorder recorder() {
    return AWSXRayRecorderBuilder.standard()
        .withSamplingStrategy(new AllSamplingStrategy())
        .build();
  }

  private static void assertThatNothingWasSent() throws IOException {
    daemon.send("the end");
    assertThat(daemon.next()).isEqualTo("the end");
  }

  // why: what replaces it is not in the oldest, and applications call it
  @SuppressWarnings("deprecation")
  private static void continueIn(AWSXRayRecorder recorder, Segment segment) {
    recorder.setTraceEntity(segment);
  }

  private static String only(List<RecordedRuns.Segment> segments, boolean partOfRun) {
    assertThat(segments).hasSize(1);
    assertThat(segments.get(0).partOfRun()).isEqualTo(partOfRun);
    return segments.get(0).document();
  }

  @Test
  void aSegmentAndWhatIsInItIsToldOfAndNotSent() throws IOException {
    AWSXRayRecorder recorder = recorder();
    Segment segment = recorder.beginSegment("orders");
    segment.putAnnotation("tenant", "acme");
    Subsegment inside = recorder.beginSubsegment("prices");
    IllegalStateException failure = new IllegalStateException("no prices");
    inside.addException(failure);
    recorder.endSubsegment();
    recorder.endSegment();

    assertThat(only(RUNS.takeSegments(), false))
        .isEqualTo(segment.serialize())
        .contains("\"name\":\"orders\"", "\"tenant\":\"acme\"", "no prices")
        .contains(segment.getTraceId().toString(), inside.getId());
    assertThat(recorder.getCurrentSegmentOptional()).isEmpty();
    assertThatNothingWasSent();
  }

  @Test
  void inARunItIsAPartOfThatTrace() throws IOException {
    AWSXRayRecorder recorder = recorder();
    OpenRun run = JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("test", "nightly")));
    Segment segment = recorder.beginSegment("nightly");
    recorder.beginSubsegment("inside");
    recorder.endSubsegment();
    recorder.endSegment();
    JobRuns.end(run, RunResult.succeeded());

    String[] parts = JobRuns.traceParent(run).split("-", -1);
    String traceId = parts[1];
    // why: the oldest writes the first half without its leading zeros
    assertThat(segment.getTraceId().toString())
        .matches(
            "1-0{0,7}"
                + traceId.substring(0, 8).replaceFirst("^0{1,7}", "")
                + "-"
                + traceId.substring(8));
    assertThat(segment.getParentId()).isEqualTo(parts[2]);
    assertThat(only(RUNS.takeSegments(), true)).contains(segment.getTraceId().toString());
    RUNS.take().isJob("test", null, "nightly").succeeded();
    assertThatNothingWasSent();
  }

  @Test
  void whoContinuesAnotherTraceStaysThere() throws IOException {
    AWSXRayRecorder recorder = recorder();
    OpenRun run = JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("test", "nightly")));
    TraceID callers = TraceID.fromString("1-5759e988-bd862e3fe1be46a994272793");
    Segment segment = recorder.beginSegment("orders", callers, "53995c3f42cd8ad8");
    recorder.endSegment();
    JobRuns.end(run, RunResult.succeeded());

    assertThat(segment.getParentId()).isEqualTo("53995c3f42cd8ad8");
    assertThat(only(RUNS.takeSegments(), false))
        .contains("1-5759e988-bd862e3fe1be46a994272793", "53995c3f42cd8ad8");
    RUNS.take().isJob("test", null, "nightly").succeeded();
    assertThatNothingWasSent();
  }

  @Test
  void contextThatIsSetByHandOnAnotherThreadIsPartOfTheSameSegment() throws Exception {
    AWSXRayRecorder recorder = recorder();
    OpenRun run = JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("test", "nightly")));
    Segment segment = recorder.beginSegment("nightly");
    Thread other =
        new Thread(
            () -> {
              continueIn(recorder, segment);
              recorder.beginSubsegment("elsewhere");
              recorder.endSubsegment();
              recorder.clearTraceEntity();
            });
    other.start();
    other.join();
    recorder.endSegment();
    JobRuns.end(run, RunResult.succeeded());

    assertThat(only(RUNS.takeSegments(), true))
        .contains("\"name\":\"elsewhere\"", JobRuns.traceParent(run).split("-", -1)[2]);
    RUNS.take().isJob("test", null, "nightly").succeeded();
    assertThatNothingWasSent();
  }

  @Test
  void segmentThatEndsOnAnotherThreadAfterTheRunIsStillAPartOfIt() throws Exception {
    AWSXRayRecorder recorder = recorder();
    OpenRun run = JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("test", "nightly")));
    Segment segment = recorder.beginSegment("nightly");
    JobRuns.end(run, RunResult.succeeded());
    recorder.clearTraceEntity();
    Thread other =
        new Thread(
            () -> {
              continueIn(recorder, segment);
              recorder.endSegment();
            });
    other.start();
    other.join();

    assertThat(only(RUNS.takeSegments(), true)).contains("\"name\":\"nightly\"");
    RUNS.take().isJob("test", null, "nightly").succeeded();
    assertThatNothingWasSent();
  }

  @Test
  void whereThereIsNoContextTheSdkThrowsAsItDidAndNothingIsTold() throws IOException {
    AWSXRayRecorder recorder = recorder();
    recorder.setContextMissingStrategy(new RuntimeErrorContextMissingStrategy());

    assertThatThrownBy(() -> recorder.beginSubsegment("nowhere"))
        .isInstanceOf(SegmentNotFoundException.class);
    assertThatThrownBy(recorder::endSegment).isInstanceOf(SegmentNotFoundException.class);
    assertThat(RUNS.takeSegments()).isEmpty();
    assertThatNothingWasSent();
  }

  @Test
  void whatIsEndedTwiceIsToldOnce() throws IOException {
    AWSXRayRecorder recorder = recorder();
    recorder.setContextMissingStrategy(new RuntimeErrorContextMissingStrategy());
    Segment segment = recorder.beginSegment("orders");
    Subsegment inside = recorder.beginSubsegment("prices");
    recorder.endSubsegment();
    assertThatThrownBy(recorder::endSubsegment).isInstanceOf(SubsegmentNotFoundException.class);
    recorder.endSegment();
    assertThatThrownBy(recorder::endSegment).isInstanceOf(SegmentNotFoundException.class);

    assertThat(only(RUNS.takeSegments(), false)).contains(segment.getId(), inside.getId());
    assertThatNothingWasSent();
  }

  @Test
  void segmentThatEndsBeforeWhatIsInItIsToldOnceAllHasEnded() throws IOException {
    AWSXRayRecorder recorder = recorder();
    Segment segment = recorder.beginSegment("orders");
    Subsegment inside = recorder.beginSubsegment("prices");
    segment.end();
    assertThat(RUNS.takeSegments()).isEmpty();
    recorder.endSubsegment();
    recorder.clearTraceEntity();

    assertThat(only(RUNS.takeSegments(), false)).contains(segment.getId(), inside.getId());
    assertThatNothingWasSent();
  }

  @Test
  void whatIsNotSampledStaysUnseen() throws IOException {
    AWSXRayRecorder recorder =
        AWSXRayRecorderBuilder.standard().withSamplingStrategy(new NoSamplingStrategy()).build();
    Segment segment = recorder.beginSegment("orders");
    segment.setSampled(false);
    recorder.endSegment();

    assertThat(RUNS.takeSegments()).isEmpty();
    assertThatNothingWasSent();
  }

  @Test
  void subsegmentsThatAreSentAheadAreToldOfAlone() throws IOException {
    AWSXRayRecorder recorder = recorder();
    recorder.beginSegment("orders");
    for (int i = 0; i < 150; i++) {
      recorder.beginSubsegment("row-" + i);
      recorder.endSubsegment();
    }
    recorder.endSegment();

    List<RecordedRuns.Segment> segments = RUNS.takeSegments();
    assertThat(segments).hasSizeGreaterThan(1);
    assertThat(segments.get(0).document()).contains("\"type\":\"subsegment\"", "row-0");
    assertThat(segments.get(segments.size() - 1).document()).contains("\"name\":\"orders\"");
    assertThatNothingWasSent();
  }

  @Test
  void whereNobodyTellsOfSpansTheDaemonIsSentThem() throws IOException {
    JobRuns.listen(null);
    AWSXRayRecorder recorder = recorder();
    recorder.beginSegment("orders");
    recorder.endSegment();

    assertThat(daemon.next()).contains("\"name\":\"orders\"");
    assertThatNothingWasSent();
  }

  @Test
  void anEmitterOfTheApplicationStays() throws IOException {
    List<String> sent = new ArrayList<>();
    Emitter own =
        new Emitter() {
          @Override
          public boolean sendSegment(Segment segment) {
            return sent.add(segment.getName());
          }

          @Override
          public boolean sendSubsegment(Subsegment subsegment) {
            return sent.add(subsegment.getName());
          }
        };
    AWSXRayRecorder recorder = AWSXRayRecorderBuilder.standard().withEmitter(own).build();
    recorder.setSamplingStrategy(new AllSamplingStrategy());
    recorder.beginSegment("orders");
    recorder.endSegment();

    assertThat(recorder.getEmitter()).isSameAs(own);
    assertThat(sent).containsExactly("orders");
    assertThat(RUNS.takeSegments()).isEmpty();
  }
}
