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
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What messages become that ActiveMQ Artemis sends, receives, and gives to listeners. */
class ArtemisIT extends DriverContract {
  private static final String FACTORY =
      "org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory";

  private static ArtemisBroker broker;

  /** A connection that tells listeners of completions what the broker says. */
  private static Jms confirmed;

  @BeforeAll
  static void start() throws Exception {
    broker = new ArtemisBroker();
    jms = new Jms(FACTORY, broker.url());
    confirmed = new Jms(FACTORY, broker.url() + "?confirmationWindowSize=1048576");
  }

  @AfterAll
  static void stop() throws Exception {
    confirmed.close();
    jms.close();
    broker.stop();
  }

  /** What a listener of completions is told of, with the trace that its message has then. */
  private record Completion(String method, Object message, String trace, Throwable failure) {}

  private Object completions(Runnable body) throws Exception {
    return Jms.proxy(
        jms.type("CompletionListener"),
        (self, method, values) -> {
          body.run();
          given.add(
              new Completion(
                  method.getName(),
                  values[0],
                  Jms.property(values[0], "traceparent"),
                  values.length > 1 ? (Throwable) values[1] : null));
          return null;
        });
  }

  @Test
  void producerWithoutADestinationIsGivenOne() throws Exception {
    Object queue = jms.queue("given");
    Object producer = Jms.get(jms.session(), "createProducer", new Object[] {null});
    OpenRun job = begin("nightly");
    Jms.call(producer, "send", queue, jms.text("a book"));
    RunAssert send = isSent(runs.take(), "given").succeeded();
    Throwable thrown = catchThrowable(() -> Jms.call(producer, "send", jms.text("a book")));
    end(job);

    assertThat(thrown).as("no call was made").isInstanceOf(UnsupportedOperationException.class);
    send.isNamedBy(Jms.property(jms.take(queue), "traceparent"));
  }

  @Test
  void temporaryDestinationIsNotNamed() throws Exception {
    Object queue = Jms.get(jms.session(), "createTemporaryQueue");
    OpenRun job = begin("nightly");
    jms.send(queue, jms.text("a book"));
    is(runs.take(), RunKind.CALL, "send", "(temporary)")
        .hasAttribute("messaging.destination.temporary", true)
        .succeeded();
    jms.take(queue);
    is(runs.take(), RunKind.CALL, "receive", "(temporary)")
        .hasAttribute("messaging.destination.temporary", true)
        .succeeded();
    end(job);
  }

  @Test
  void largeMessageCarriesTheTraceToo() throws Exception {
    Object queue = jms.queue("large");
    String text = "a long book ".repeat(100_000);
    Object message = jms.text(text);
    OpenRun job = begin("nightly");
    jms.send(queue, message);
    RunAssert send = isSent(runs.take(), "large").succeeded();
    end(job);

    Object came = jms.take(queue);
    assertThat(Jms.textOf(came)).isEqualTo(text);
    send.isNamedBy(Jms.property(came, "traceparent"));
    assertThat(Jms.property(message, "traceparent")).isNull();
  }

  @Test
  void messageThatTheBrokerRefusedIsTheApplicationsAgain() throws Exception {
    Object message = jms.text("a book", "shelf", "7");
    OpenRun job = begin("nightly");
    Throwable thrown = catchThrowable(() -> jms.send(jms.queue("refused"), message));
    isSent(runs.take(), "refused").failedWith(thrown.getClass(), thrown.getMessage());
    end(job);

    assertThat(Jms.property(message, "traceparent")).isNull();
    assertThat(Jms.property(message, "shelf")).isEqualTo("7");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void messageWithACompletionListenerIsSentWhenThatIsCalled(boolean isConfirmed) throws Exception {
    Jms driver = isConfirmed ? confirmed : jms;
    Object queue = jms.queue("later");
    Object listener =
        completions(
            () ->
                JobRuns.end(
                    JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("test", "told"))),
                    RunResult.succeeded()));
    Object message = driver.text("a book");
    OpenRun job = begin("nightly");
    Object producer = driver.producer(queue);
    Jms.call(producer, "send", message, listener);
    Completion completion = (Completion) take();
    RunAssert send = isSent(runs.take(), "later").succeeded();
    RunAssert told = runs.take().isJob("test", null, "told").succeeded();
    RunAssert nightly = end(job);

    send.isInside(nightly);
    told.isInside(nightly);
    assertThat(completion).isEqualTo(new Completion("onCompletion", message, null, null));
    send.isNamedBy(Jms.property(jms.take(queue), "traceparent"));
  }

  @Test
  void whatTheBrokerRefusesLaterHasFailed() throws Exception {
    Object message = confirmed.text("a book");
    OpenRun job = begin("nightly");
    Object producer = confirmed.producer(jms.queue("refused"));
    Jms.call(producer, "send", message, completions(() -> {}));
    Completion completion = (Completion) take();
    RunAssert send = isSent(runs.take(), "refused");
    end(job);

    Throwable failure = Objects.requireNonNull(completion.failure());
    assertThat(completion).isEqualTo(new Completion("onException", message, null, failure));
    send.failedWith(failure.getCause().getClass(), failure.getMessage());
  }

  @Test
  void callbackOfASendThatFailedAtOnceIsNotWaitedFor() throws Exception {
    Object producer = jms.producer(jms.queue("given"));
    OpenRun job = begin("nightly");
    Throwable thrown =
        catchThrowable(
            () ->
                Jms.call(
                    producer,
                    "send",
                    jms.queue("other"),
                    jms.text("a book"),
                    completions(() -> {})));

    assertThat(thrown).isInstanceOf(UnsupportedOperationException.class);
    end(job);
  }
}
