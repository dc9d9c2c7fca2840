package io.batchmon.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JmsMessagesTest {
  @BeforeEach
  void listen() {
    JobRuns.listen(
        new RunListener() {
          @Override
          public OpenRun started(JobRun run, Object owner, OpenRun parent) {
            return OpenRun.NONE;
          }

          @Override
          public OpenRun open(Object owner, boolean inAnyThread) {
            return null;
          }

          @Override
          public OpenRun current() {
            return null;
          }

          @Override
          public void stopRequested(JobName name, String instanceId, boolean requested) {}

          @Override
          public void missed(JobName name, long scheduledMillis, String reason) {}

          @Override
          public void adviceFailed(String hook, Throwable failure) {
            throw new AssertionError(hook, failure);
          }

          @Override
          public String[] incomingHeaders() {
            return new String[] {"traceparent", "x-amzn-trace-id"};
          }
        });
  }

  @AfterEach
  void stopListening() {
    JobRuns.listen(null);
  }

  private static String[] read(String property, Object value) {
    String[] headers = new String[2];
    JmsMessages.read(property, value, headers);
    return headers;
  }

  @Test
  void headersArePropertiesWhoseNamesAreJavaIdentifiers() {
    assertThat(JmsMessages.property("traceparent")).isEqualTo("traceparent");
    assertThat(JmsMessages.property("X-Amzn-Trace-Id"))
        .isEqualTo("X__dash__Amzn__dash__Trace__dash__Id");
  }

  @Test
  void propertiesAreReadWhateverTheirCase() {
    assertThat(read("TraceParent", "one")).containsExactly("one", null);
    assertThat(read("X__dash__Amzn__dash__Trace__dash__Id", "Root=1"))
        .containsExactly(null, "Root=1");
  }

  @Test
  void whatIsNoHeaderIsNotRead() {
    assertThat(read("shelf", "7")).containsOnlyNulls();
    assertThat(read("traceparent", 7)).containsOnlyNulls();
    assertThat(read("traceparent", null)).containsOnlyNulls();
    assertThat(read(null, "one")).containsOnlyNulls();
    assertThat(read("traceparent", "1".repeat(10_000))).containsOnlyNulls();
  }

  @Test
  void whereNothingIsRecordedThereIsNothingToEnd() {
    assertThat(JmsMessages.send("orders", false)).isNull();
    assertThat(JmsMessages.process("orders", false, "ID:1", new String[2], 1)).isNull();
    JmsMessages.end(null, null);
  }
}
