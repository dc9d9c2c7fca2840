package io.batchmon.instrumentation.kafkaclients;

import io.batchmon.job.HasCall;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** What is sent, after all interceptors, is a copy of the record with the headers of the trace. */
public final class HeadersAdvice {
  private HeadersAdvice() {}

  public static @Nullable Object enter(
      Object producer, @Nullable ProducerRecord<?, ?> record, @Nullable Callback callback) {
    OpenRun call = record == null ? null : callOf(callback);
    if (record == null || call == null || call.kind() != RunKind.CALL) {
      return null;
    }
    String[] headers = JobRuns.outgoingHeaders(call);
    ProducerRecord<?, ?> traced = null;
    for (int i = 0; i < headers.length; i += 2) {
      if (!hasHeader(record, headers[i])) {
        if (traced == null) {
          traced =
              new ProducerRecord<Object, Object>(
                  record.topic(),
                  record.partition(),
                  record.timestamp(),
                  record.key(),
                  record.value(),
                  record.headers());
        }
        traced.headers().add(headers[i], headers[i + 1].getBytes(StandardCharsets.UTF_8));
      }
    }
    return traced;
  }

  // why: what is only counted is not current
  private static @Nullable OpenRun callOf(@Nullable Callback callback) {
    return callback instanceof HasCall ? ((HasCall) callback).call() : JobRuns.current();
  }

  // why: over HTTP case means nothing, so senders differ in it
  private static boolean hasHeader(ProducerRecord<?, ?> record, String name) {
    for (Header header : record.headers()) {
      if (name.equalsIgnoreCase(header.key())) {
        return true;
      }
    }
    return false;
  }
}
