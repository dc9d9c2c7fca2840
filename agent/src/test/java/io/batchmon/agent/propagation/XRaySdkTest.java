package io.batchmon.agent.propagation;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.entities.TraceHeader;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import com.amazonaws.xray.strategy.sampling.NoSamplingStrategy;
import com.amazonaws.xray.strategy.sampling.SamplingStrategy;
import io.batchmon.agent.run.ActiveRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The AWS X-Ray SDK for Java, on the other side of a call in either direction. */
class XRaySdkTest {
  private static final String HEADER = "x-amzn-trace-id";

  private final List<Segment> emitted = new ArrayList<>();
  private final Emitter emitter =
      new Emitter() {
        @Override
        public boolean sendSegment(Segment segment) {
          return emitted.add(segment);
        }

        @Override
        public boolean sendSubsegment(Subsegment subsegment) {
          return false;
        }
      };

  private AWSXRayRecorder peer(SamplingStrategy sampling) {
    return AWSXRayRecorderBuilder.standard()
        .withEmitter(emitter)
        .withSamplingStrategy(sampling)
        .build();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void itsCallIsContinuedByUs(boolean sampled) {
    AWSXRayRecorder peer = peer(sampled ? new AllSamplingStrategy() : new NoSamplingStrategy());
    Segment segment = sampled ? peer.beginSegment("caller") : peer.beginNoOpSegment();
    segment.setSampled(sampled);
    Subsegment call = peer.beginSubsegment("call");
    String header =
        sampled
            ? TraceHeader.fromEntity(call).toString()
            : new TraceHeader(segment.getTraceId(), null, TraceHeader.SampleDecision.NOT_SAMPLED)
                .toString();
    peer.endSubsegment();
    peer.endSegment();

    ActiveRun request = Crossing.with().request(Map.of(HEADER, header));
    assertThat(request.isSampled()).isEqualTo(sampled);
    if (sampled) {
      assertThat(xrayId(request)).isEqualTo(segment.getTraceId().toString());
      assertThat(Crossing.hex(request.remote().spanId())).isEqualTo(call.getId());
      assertThat(emitted).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"always_on, SAMPLED", "always_off, NOT_SAMPLED"})
  void ourCallIsContinuedByIt(String sampler, TraceHeader.SampleDecision decision) {
    Crossing ours = Crossing.with("otel.traces.sampler", sampler);
    ActiveRun request = ours.request(Map.of());
    TraceHeader header = TraceHeader.fromString(ours.outgoing(request).get(HEADER));

    assertThat(header.getRootTraceId().toString()).isEqualTo(xrayId(request));
    assertThat(header.getParentId()).isEqualTo(Crossing.hex(request.spanId()));
    assertThat(header.getSampled()).isEqualTo(decision);
    AWSXRayRecorder peer = peer(new AllSamplingStrategy());
    Segment segment = peer.beginSegment("callee", header.getRootTraceId(), header.getParentId());
    assertThat(segment.getTraceId().toString()).isEqualTo(xrayId(request));
    assertThat(segment.getParentId()).isEqualTo(Crossing.hex(request.spanId()));
    peer.endSegment();
    assertThat(emitted).hasSize(1);
  }

  @Test
  void traceGoesThroughItAndBackToUs() {
    Crossing first = Crossing.with();
    ActiveRun request = first.request(Map.of());
    TraceHeader header = TraceHeader.fromString(first.outgoing(request).get(HEADER));
    AWSXRayRecorder peer = peer(new AllSamplingStrategy());
    Segment segment = peer.beginSegment("middle", header.getRootTraceId(), header.getParentId());
    Subsegment call = peer.beginSubsegment("call");
    ActiveRun last =
        Crossing.with().request(Map.of(HEADER, TraceHeader.fromEntity(call).toString()));
    peer.endSubsegment();
    peer.endSegment();

    assertThat(xrayId(last)).isEqualTo(xrayId(request)).isEqualTo(segment.getTraceId().toString());
    assertThat(Crossing.hex(last.remote().spanId())).isEqualTo(call.getId());
    assertThat(last.isSampled()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0",
        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=?",
        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8",
        "Root=1-5759e988-bd862e3fe1be46a994272793",
        "Sampled=1; Parent=53995c3f42cd8ad8 ;Root=1-5759e988-bd862e3fe1be46a994272793",
        "Self=1-67891234-12456789abcdef0123456789;Root=1-67891233-abcdef012345678912345678",
        "Root=1-5759e988-bd862e3fe1be46a994272793;Mine=1;Parent=53995c3f42cd8ad8;Lineage=a:1",
      })
  void oneHeaderMeansTheSameToBoth(String header) {
    TraceHeader theirs = TraceHeader.fromString(header);
    ActiveRun request = Crossing.with().request(Map.of(HEADER, header));
    assertThat(xrayId(request)).isEqualTo(theirs.getRootTraceId().toString());
    assertThat(request.remote().spanId())
        .isEqualTo(
            theirs.getParentId() == null ? 0 : Long.parseUnsignedLong(theirs.getParentId(), 16));
    Boolean sampled =
        switch (theirs.getSampled()) {
          case SAMPLED -> true;
          case NOT_SAMPLED -> false;
          default -> null;
        };
    assertThat(request.remote().sampled()).isEqualTo(sampled);
  }

  private static String xrayId(ActiveRun run) {
    String trace = Crossing.traceId(run);
    return "1-" + trace.substring(0, 8) + "-" + trace.substring(8);
  }
}
