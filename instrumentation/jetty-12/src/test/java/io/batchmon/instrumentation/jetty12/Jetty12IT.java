package io.batchmon.instrumentation.jetty12;

import io.batchmon.instrumentation.servlettesting.ContainerLoader;
import io.batchmon.instrumentation.servlettesting.RequestTests;
import io.batchmon.instrumentation.servlettesting.TestContainer;
import io.batchmon.instrumentation.testing.RecordedRuns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that Jetty 12 serves, at each supported version. */
@ParameterizedClass
@MethodSource("versions")
class Jetty12IT extends RequestTests {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new Jetty12Instrumentation());

  static List<String> versions() throws IOException {
    return supportedVersions();
  }

  @Override
  protected RecordedRuns runs() {
    return runs;
  }

  @Override
  protected TestContainer container(String ofVersion, Path jars) throws Exception {
    return new Jetty12Container(ContainerLoader.of(jars), ofVersion);
  }
}
