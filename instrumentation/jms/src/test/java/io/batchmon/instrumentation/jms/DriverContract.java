package io.batchmon.instrumentation.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.batchmon.instrumentation.testing.Jms;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What messages become that a driver sends, receives, and gives to listeners. */
abstract class DriverContract {
  private static final String ONE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new JmsInstrumentation());

  static Jms jms;

  final BlockingQueue<Object> given = new LinkedBlockingQueue<>();

  static OpenRun begin(String name) {
    return JobRuns.begin(
        JobRun.builder(RunKind.JOB, JobName.of("test", name)).byScheduler().build());
  }

  static RunAssert end(OpenRun job) {
    JobRuns.end(job, RunResult.succeeded());
    return runs.take().succeeded();
  }

  static RunAssert isSent(RunAssert run, String name) {
    return is(run, RunKind.CALL, "send", name).hasAttribute("messaging.destination.name", name);
  }

  static RunAssert is(RunAssert run, RunKind kind, String operation, String name) {
    return run.is(kind, "jms", null, operation + ' ' + name)
        .hasAttribute("messaging.system", "jms")
        .hasAttribute("messaging.operation.type", operation)
        .hasAttribute("messaging.operation.name", operation);
  }

  Object take() throws InterruptedException {
    Object next = given.poll(30, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("the listener was given nothing");
    }
    return next;
  }

  /** A consumer that gives messages to this listener. */
  private static Object listen(Object destination, Consumer<Object> body) throws Exception {
    Object consumer = jms.consumer(destination);
    Jms.call(consumer, "setMessageListener", jms.listener(body));
    return consumer;
  }

  private static String traceOf(RunAssert run) {
    return run.run().headers()[Arrays.asList(JobRuns.incomingHeaders()).indexOf("traceparent")];
  }

  @Test
  void messageOfARunIsAPartOfItAndCarriesItsTrace() throws Exception {
    Object queue = jms.queue("orders/eu");
    Object message = jms.text("a book", "shelf", "7");
    OpenRun job = begin("nightly");
    jms.send(queue, message);
    RunAssert send = isSent(runs.take(), "orders/eu").succeeded();
    send.isInside(end(job));

    Object came = jms.take(queue);
    assertThat(Jms.textOf(came)).isEqualTo("a book");
    assertThat(Jms.property(came, "shelf")).isEqualTo("7");
    send.isNamedBy(Jms.property(came, "traceparent"));
    assertThat(Jms.property(message, "traceparent")).as("the application's own message").isNull();
  }

  @Test
  void messageThatIsSentTwiceCarriesTheTraceOfEachSending() throws Exception {
    Object queue = jms.queue("twice");
    Object message = jms.text("a book");
    OpenRun job = begin("nightly");
    jms.send(queue, message);
    jms.send(queue, message);
    RunAssert first = isSent(runs.take(), "twice").succeeded();
    RunAssert second = isSent(runs.take(), "twice").succeeded();
    end(job);

    first.isNamedBy(Jms.property(jms.take(queue), "traceparent"));
    second.isNamedBy(Jms.property(jms.take(queue), "traceparent"));
  }

  @Test
  void messageWithATraceOfItsOwnKeepsThat() throws Exception {
    Object queue = jms.queue("own");
    OpenRun job = begin("nightly");
    jms.send(queue, jms.text("a book", "traceparent", ONE));
    isSent(runs.take(), "own").succeeded();
    end(job);

    Object received = jms.take(queue);
    assertThat(Jms.property(received, "traceparent")).isEqualTo(ONE);

    OpenRun next = begin("forward");
    jms.send(queue, received);
    isSent(runs.take(), "own").succeeded();
    end(next);
    assertThat(Jms.property(jms.take(queue), "traceparent")).isEqualTo(ONE);
  }

  @Test
  void receivedMessageThatIsSentOnCarriesTheTrace() throws Exception {
    Object queue = jms.queue("onward");
    jms.send(queue, jms.text("a book", "shelf", "7"));
    Object received = jms.take(queue);
    OpenRun job = begin("forward");
    jms.send(queue, received);
    RunAssert send = isSent(runs.take(), "onward").succeeded();
    end(job);

    Object came = jms.take(queue);
    send.isNamedBy(Jms.property(came, "traceparent"));
    assertThat(Jms.property(came, "shelf")).isEqualTo("7");
  }

  @Test
  void messageOfAnotherProviderIsSentWithTheTrace() throws Exception {
    Object queue = jms.queue("foreign");
    Object text = jms.text("a book");
    Object foreign =
        Jms.proxy(
            jms.type("TextMessage"),
            (self, method, values) ->
                Jms.call(text, method.getName(), values == null ? new Object[0] : values));
    OpenRun job = begin("nightly");
    jms.send(queue, foreign);
    RunAssert send = isSent(runs.take(), "foreign").succeeded();
    end(job);

    Object came = jms.take(queue);
    assertThat(Jms.textOf(came)).isEqualTo("a book");
    send.isNamedBy(Jms.property(came, "traceparent"));
  }

  @Test
  void messageWithoutDeliveryGuaranteeIsSentAsWell() throws Exception {
    Object queue = jms.queue("fast");
    Object producer = jms.producer(queue);
    Jms.call(producer, "setDeliveryMode", 1);
    OpenRun job = begin("nightly");
    Jms.call(producer, "send", jms.text("a book"));
    RunAssert send = isSent(runs.take(), "fast").succeeded();
    end(job);

    send.isNamedBy(Jms.property(jms.take(queue), "traceparent"));
  }

  @Test
  void outsideOfRunsNothingIsRecordedOrCarried() throws Exception {
    Object queue = jms.queue("quiet");
    jms.send(queue, jms.text("a book"));

    assertThat(Jms.property(jms.take(queue), "traceparent")).isNull();
  }

  @Test
  void whatTheBrokerRefusesHasFailed() throws Exception {
    Object queue = jms.queue("refused");
    OpenRun job = begin("nightly");
    Throwable thrown = catchThrowable(() -> jms.send(queue, jms.text("a book")));

    assertThat(thrown).isNotNull();
    isSent(runs.take(), "refused").failedWith(thrown.getClass(), thrown.getMessage());
    end(job);
  }

  @Test
  void messageThatARunReceivesIsACallLinkedToItsSending() throws Exception {
    Object queue = jms.queue("inbox");
    Object consumer = jms.consumer(queue);
    jms.send(queue, jms.text("a book", "traceparent", ONE));
    jms.send(queue, jms.text("a pen"));
    jms.send(queue, jms.text("ink"));

    OpenRun job = begin("nightly");
    long before = System.nanoTime();
    Object received = Jms.call(consumer, "receive", 30_000L);
    RunAssert first =
        is(runs.take(), RunKind.CALL, "receive", "inbox")
            .hasAttribute("messaging.destination.name", "inbox")
            .hasAttribute("messaging.message.id", Jms.call(received, "getJMSMessageID"))
            .succeeded();
    assertThat(first.run().links()).containsExactly(ONE);
    assertThat(first.run().agoNanos()).isBetween(1L, System.nanoTime() - before);
    Jms.call(consumer, "receive", 0L);
    RunAssert second = is(runs.take(), RunKind.CALL, "receive", "inbox").succeeded();
    assertThat(second.run().links()).isNull();
    // why: the broker may still be on its way, and a poll that finds nothing is not told of
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (Jms.call(consumer, "receiveNoWait") == null && System.nanoTime() < limit) {
      Thread.onSpinWait();
    }
    RunAssert third = is(runs.take(), RunKind.CALL, "receive", "inbox").succeeded();
    assertThat(Jms.call(consumer, "receiveNoWait")).isNull();
    RunAssert nightly = end(job);
    first.isInside(nightly);
    second.isInside(nightly);
    third.isInside(nightly);
    Jms.call(consumer, "close");
  }

  @Test
  void receivingThatFailsIsAFailedCall() throws Exception {
    Object consumer = jms.consumer(jms.queue("inbox"));
    Jms.call(consumer, "close");
    OpenRun job = begin("nightly");
    Throwable thrown = catchThrowable(() -> Jms.call(consumer, "receive"));

    assertThat(thrown).isNotNull();
    runs.take()
        .is(RunKind.CALL, "jms", null, "receive")
        .failedWith(thrown.getClass(), thrown.getMessage());
    end(job);
  }

  @Test
  void messageOfAListenerIsARunOfItsTraceAndWhatItRunsIsInside() throws Exception {
    Object queue = jms.queue("work");
    Object consumer =
        listen(
            queue,
            message ->
                JobRuns.end(
                    JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("test", "import"))),
                    RunResult.succeeded()));
    Object sent =
        jms.text("a book", "TraceParent", ONE, "x__dash__amzn__dash__trace__dash__id", "Root=1");
    jms.send(queue, sent);

    RunAssert job = runs.take().isJob("test", null, "import").succeeded();
    RunAssert run =
        is(runs.take(), RunKind.REQUEST, "process", "work")
            .hasAttribute("messaging.destination.name", "work")
            .hasAttribute("messaging.message.id", Jms.call(sent, "getJMSMessageID"))
            .hasAttempt(1)
            .isOutermost()
            .succeeded();
    job.isInside(run);
    assertThat(traceOf(run)).isEqualTo(ONE);
    assertThat(run.run().headers()).contains("Root=1");
    Jms.call(consumer, "close");
  }

  @Test
  void eachDeliveryOfAMessageIsAnAttempt() throws Exception {
    Object topic = Jms.call(jms.session(), "createTopic", "news");
    Object consumer =
        listen(
            topic,
            message -> {
              given.add(message);
              if (given.size() == 1) {
                throw new IllegalStateException("no stock");
              }
            });
    jms.send(topic, jms.text("a book"));

    is(runs.take(), RunKind.REQUEST, "process", "news")
        .hasAttempt(1)
        .failedWith(IllegalStateException.class, "no stock");
    is(runs.take(), RunKind.REQUEST, "process", "news").hasAttempt(2).succeeded();
    Jms.call(consumer, "close");
  }

  @Test
  void whoeverAsksForTheListenerGetsTheOneThatWasSet() throws Exception {
    Object consumer = jms.consumer(jms.queue("asked"));
    assertThat(Jms.call(consumer, "getMessageListener")).isNull();
    Object listener = jms.listener(given::add);
    Jms.call(consumer, "setMessageListener", listener);

    assertThat(Jms.call(consumer, "getMessageListener")).isSameAs(listener);
    Jms.call(consumer, "close");
  }

  @Test
  void withoutTheAgentTheListenerIsCalledAllTheSame() throws Exception {
    JobRuns.listen(null);
    Object queue = jms.queue("off");
    Object consumer = listen(queue, given::add);
    jms.send(queue, jms.text("a book"));

    assertThat(Jms.textOf(take())).isEqualTo("a book");
    Jms.call(consumer, "close");
  }
}
