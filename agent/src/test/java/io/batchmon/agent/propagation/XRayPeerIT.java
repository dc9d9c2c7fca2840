package io.batchmon.agent.propagation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.entities.TraceID;
import com.amazonaws.xray.interceptors.TracingInterceptor;
import com.amazonaws.xray.javax.servlet.AWSXRayServletFilter;
import com.amazonaws.xray.strategy.SegmentNamingStrategy;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import com.sun.net.httpserver.HttpServer;
import io.batchmon.agent.run.ActiveRun;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;

/** Over real HTTP: the servlet filter of the AWS X-Ray SDK, and an AWS client that it traces. */
class XRayPeerIT {
  private static final long LIMIT_SECONDS = 20;

  // why: Tomcat tells of each start and stop
  private static final Logger TOMCATS_LOGGER = Logger.getLogger("org.apache");

  static {
    TOMCATS_LOGGER.setLevel(Level.OFF);
  }

  private final BlockingQueue<Segment> emitted = new LinkedBlockingQueue<>();
  private final AWSXRayRecorder recorder =
      AWSXRayRecorderBuilder.standard()
          .withSamplingStrategy(new AllSamplingStrategy())
          .withEmitter(
              new Emitter() {
                @Override
                public boolean sendSegment(Segment segment) {
                  return emitted.add(segment);
                }

                @Override
                public boolean sendSubsegment(Subsegment subsegment) {
                  return false;
                }
              })
          .build();

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"always_on, 1", "always_off, 0"})
  void itsServletFilterContinuesOurTrace(String sampler, int sampled) throws Exception {
    Tomcat tomcat = tomcat();
    try {
      Crossing ours = Crossing.with("otel.traces.sampler", sampler);
      ActiveRun request = ours.request(Map.of());
      HttpURLConnection call =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/")
                  .toURL()
                  .openConnection();
      ours.outgoing(request).forEach(call::setRequestProperty);
      assertThat(call.getResponseCode()).isEqualTo(204);

      String trace = Crossing.traceId(request);
      TraceID root = TraceID.fromString("1-" + trace.substring(0, 8) + "-" + trace.substring(8));
      assertThat(call.getHeaderField("X-Seen")).isEqualTo(root + " " + (sampled == 1));
      if (sampled == 1) {
        Segment segment = emitted.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        assertThat(segment.getTraceId()).isEqualTo(root);
        assertThat(segment.getParentId()).isEqualTo(Crossing.hex(request.spanId()));
      } else {
        assertThat(emitted).isEmpty();
      }
    } finally {
      tomcat.stop();
      tomcat.destroy();
    }
  }

  private Tomcat tomcat() throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toString());
    tomcat.setPort(0);
    Context context = tomcat.addContext("", folder.toString());
    FilterDef filter = new FilterDef();
    filter.setFilterName("xray");
    filter.setFilter(new AWSXRayServletFilter(SegmentNamingStrategy.fixed("callee"), recorder));
    context.addFilterDef(filter);
    FilterMap everything = new FilterMap();
    everything.setFilterName("xray");
    everything.addURLPattern("/*");
    context.addFilterMap(everything);
    Tomcat.addServlet(context, "seen", new Seen(recorder));
    context.addServletMappingDecoded("/", "seen");
    tomcat.start();
    return tomcat;
  }

  /** Answers with the trace that the SDK is in. */
  private static final class Seen extends HttpServlet {
    private static final long serialVersionUID = 1;
    private final transient AWSXRayRecorder recorder;

    Seen(AWSXRayRecorder recorder) {
      this.recorder = recorder;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
      Segment segment = recorder.getCurrentSegment();
      response.setHeader("X-Seen", segment.getTraceId() + " " + segment.isSampled());
      response.setStatus(204);
    }
  }

  @Test
  void weContinueTheTraceOfAClientThatItTraces() throws IOException, InterruptedException {
    BlockingQueue<Map<String, String>> received = new LinkedBlockingQueue<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          Map<String, String> headers = new HashMap<>();
          exchange
              .getRequestHeaders()
              .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), first(values)));
          received.add(headers);
          exchange.sendResponseHeaders(403, -1);
          exchange.close();
        });
    server.start();
    try (StsClient client =
        StsClient.builder()
            .httpClient(UrlConnectionHttpClient.create())
            .region(Region.EU_CENTRAL_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
            .endpointOverride(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
            .overrideConfiguration(
                all -> all.addExecutionInterceptor(new TracingInterceptor(recorder, null, null)))
            .build()) {
      Segment segment = recorder.beginSegment("caller");
      Throwable refused = catchThrowable(client::getCallerIdentity);
      recorder.endSegment();

      assertThat(refused).isInstanceOf(SdkException.class);
      ActiveRun request = Crossing.with().request(received.poll(LIMIT_SECONDS, TimeUnit.SECONDS));
      String trace = Crossing.traceId(request);
      assertThat("1-" + trace.substring(0, 8) + "-" + trace.substring(8))
          .isEqualTo(segment.getTraceId().toString());
      assertThat(Crossing.hex(request.remote().spanId()))
          .isEqualTo(segment.getSubsegmentsCopy().get(0).getId());
      assertThat(request.isSampled()).isTrue();
    } finally {
      server.stop(0);
    }
  }

  private static String first(List<String> values) {
    return values.get(0);
  }
}
