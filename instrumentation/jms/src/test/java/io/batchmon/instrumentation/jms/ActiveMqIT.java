package io.batchmon.instrumentation.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.batchmon.instrumentation.testing.Jms;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What messages become that ActiveMQ Classic sends, receives, and gives to listeners. */
class ActiveMqIT extends DriverContract {
  private static final String CALLBACK = "org.apache.activemq.AsyncCallback";

  private static ClassicBroker broker;

  @BeforeAll
  static void start() throws Exception {
    broker = new ClassicBroker();
    jms = new Jms("org.apache.activemq.ActiveMQConnectionFactory", broker.url());
  }

  @AfterAll
  static void stop() throws Exception {
    jms.close();
    broker.stop();
  }

  @Test
  void destinationThatIsGoneIsAFailureWithoutItsName() throws Exception {
    Object queue = Jms.call(jms.session(), "createTemporaryQueue");
    Object producer = jms.producer(queue);
    Jms.call(queue, "delete");
    OpenRun job = begin("nightly");
    Throwable thrown = catchThrowable(() -> Jms.call(producer, "send", jms.text("a book")));

    assertThat(thrown).isNotNull();
    is(runs.take(), RunKind.CALL, "send", "(temporary)")
        .hasAttribute("messaging.destination.temporary", true)
        .failedWith(thrown.getClass(), thrown.getMessage());
    end(job);
  }

  @Test
  void messageWithACallbackIsSentWhenThatIsCalled() throws Exception {
    Object queue = jms.queue("later");
    Object callback =
        Jms.proxy(
            Class.forName(CALLBACK),
            (self, method, values) -> {
              JobRuns.end(
                  JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("test", method.getName()))),
                  RunResult.succeeded());
              return null;
            });
    OpenRun job = begin("nightly");
    Object producer = jms.producer(queue);
    Jms.call(producer, "send", jms.text("a book"), callback);
    RunAssert send = isSent(runs.take(), "later").succeeded();
    RunAssert called = runs.take().isJob("test", null, "onSuccess").succeeded();
    RunAssert nightly = end(job);
    send.isInside(nightly);
    called.isInside(nightly);
    send.isNamedBy(Jms.property(jms.take(queue), "traceparent"));
  }

  @Test
  void whatTheBrokerRefusesLaterHasFailed() throws Exception {
    Object callback =
        Jms.proxy(
            Class.forName(CALLBACK),
            (self, method, values) -> {
              given.add(values[0]);
              return null;
            });
    OpenRun job = begin("nightly");
    Object producer = jms.producer(jms.queue("refused"));
    Jms.call(producer, "send", jms.text("a book"), callback);
    Throwable told = (Throwable) take();
    isSent(runs.take(), "refused").failedWith(told.getClass(), told.getMessage());
    end(job);
  }
}
