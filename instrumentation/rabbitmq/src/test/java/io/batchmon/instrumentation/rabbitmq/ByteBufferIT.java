package io.batchmon.instrumentation.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import io.batchmon.instrumentation.testing.AmqpBroker;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What newer clients publish from a buffer, which the floor cannot. */
class ByteBufferIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new RabbitMqInstrumentation());

  @Test
  void bufferOfARunIsAPartOfItAndCarriesItsTrace(@TempDir Path directory) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    try (AmqpBroker broker = new AmqpBroker(directory)) {
      factory.setHost("localhost");
      factory.setPort(broker.port());
      factory.setUsername(AmqpBroker.USER);
      factory.setPassword(AmqpBroker.USER);
      try (Connection connection = factory.newConnection()) {
        publishesFromABuffer(connection.createChannel());
      }
    }
  }

  private static void publishesFromABuffer(Channel channel) throws Exception {
    channel.queueDeclare("buffers", false, false, false, null);
    ByteBuffer body = ByteBuffer.wrap("a book".getBytes(StandardCharsets.UTF_8));
    OpenRun job = JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("test", "nightly")));
    channel.basicPublish("", "buffers", false, false, null, body, null);
    RunAssert call = runs.take();
    JobRuns.end(job, RunResult.succeeded());

    GetResponse came = channel.basicGet("buffers", true);
    assertThat(came.getBody()).asString(StandardCharsets.UTF_8).isEqualTo("a book");
    call.is(RunKind.CALL, "rabbitmq", null, "send buffers")
        .hasAttribute("messaging.message.body.size", 6L)
        .isNamedBy(came.getProps().getHeaders().get("traceparent").toString())
        .succeeded()
        .isInside(runs.take().succeeded());
  }
}
