package io.batchmon.instrumentation.springjms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.batchmon.instrumentation.jms.JmsInstrumentation;
import io.batchmon.instrumentation.testing.Jms;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jms.listener.AbstractMessageListenerContainer;
import org.springframework.jms.listener.DefaultMessageListenerContainer;
import org.springframework.jms.listener.SimpleMessageListenerContainer;
import org.springframework.jms.listener.adapter.MessageListenerAdapter;

/** What the messages of containers become; the driver is woven as well. */
class SpringJmsIT {
  private static final String ONE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new SpringJmsInstrumentation());

  static final RecordedRuns driver = RecordedRuns.of(new JmsInstrumentation());

  private static Jms jms;

  private final BlockingQueue<Object> given = new LinkedBlockingQueue<>();

  @BeforeAll
  static void start() throws Exception {
    jms =
        new Jms(
            "org.apache.activemq.ActiveMQConnectionFactory",
            "vm://spring?broker.persistent=false&broker.useJmx=false"
                + "&jms.redeliveryPolicy.initialRedeliveryDelay=0"
                + "&jms.redeliveryPolicy.redeliveryDelay=0");
  }

  @AfterAll
  static void stop() {
    jms.close();
  }

  /** A container that has begun. */
  private static <C extends AbstractMessageListenerContainer> C listen(
      C container, String queue, Object listener) throws Exception {
    Jms.call(container, "setConnectionFactory", jms.factory());
    container.setDestinationName(queue);
    container.setMessageListener(listener);
    container.setErrorHandler(failure -> {});
    container.afterPropertiesSet();
    container.start();
    return container;
  }

  private static DefaultMessageListenerContainer polling() {
    DefaultMessageListenerContainer container = new DefaultMessageListenerContainer();
    container.setReceiveTimeout(100);
    return container;
  }

  private static void send(String queue, String text, String... properties) throws Exception {
    jms.send(jms.queue(queue), jms.text(text, properties));
  }

  private Object take() throws InterruptedException {
    Object next = given.poll(30, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("the listener was given nothing");
    }
    return next;
  }

  private static RunAssert isOf(RunAssert run, String queue) {
    return run.is(RunKind.REQUEST, "jms", null, "process " + queue)
        .hasAttribute("messaging.system", "jms")
        .hasAttribute("messaging.operation.type", "process")
        .hasAttribute("messaging.operation.name", "process")
        .hasAttribute("messaging.destination.name", queue);
  }

  private static String traceOf(RunAssert run) {
    return run.run().headers()[Arrays.asList(JobRuns.incomingHeaders()).indexOf("traceparent")];
  }

  private static void importing(Object message) {
    JobRuns.end(
        JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("test", "import"))), RunResult.succeeded());
  }

  private static void isOneRun(String queue, Object sent) throws Exception {
    RunAssert job = runs.take().isJob("test", null, "import").succeeded();
    RunAssert run =
        isOf(runs.take(), queue)
            .hasAttribute("messaging.message.id", Jms.get(sent, "getJMSMessageID"))
            .hasAttempt(1)
            .isOutermost()
            .succeeded();
    job.isInside(run);
    assertThat(traceOf(run)).isEqualTo(ONE);
  }

  @Test
  void messageOfAPollingContainerIsARunOfItsTrace() throws Exception {
    DefaultMessageListenerContainer container =
        listen(polling(), "orders", jms.listener(SpringJmsIT::importing));
    try {
      Object sent = jms.text("a book", "traceparent", ONE);
      jms.send(jms.queue("orders"), sent);
      isOneRun("orders", sent);
    } finally {
      container.shutdown();
    }
  }

  @Test
  void messageOfASimpleContainerIsOneRunThoughTheDriverCallsAListener() throws Exception {
    SimpleMessageListenerContainer container =
        listen(
            new SimpleMessageListenerContainer(), "simple", jms.listener(SpringJmsIT::importing));
    try {
      Object sent = jms.text("a book", "traceparent", ONE);
      jms.send(jms.queue("simple"), sent);
      isOneRun("simple", sent);
    } finally {
      container.shutdown();
    }
  }

  @Test
  void messageThatASimpleContainerHandsToAnotherThreadIsOneRun() throws Exception {
    SimpleMessageListenerContainer simple = new SimpleMessageListenerContainer();
    simple.setTaskExecutor(task -> new Thread(task).start());
    SimpleMessageListenerContainer container =
        listen(simple, "handed", jms.listener(SpringJmsIT::importing));
    try {
      Object sent = jms.text("a book", "traceparent", ONE);
      jms.send(jms.queue("handed"), sent);
      isOneRun("handed", sent);
    } finally {
      container.shutdown();
    }
  }

  @Test
  void failedMessageIsRolledBackAndItsNextDeliveryIsTheNextAttempt() throws Exception {
    DefaultMessageListenerContainer polling = polling();
    polling.setSessionTransacted(true);
    DefaultMessageListenerContainer container =
        listen(
            polling,
            "broken",
            jms.listener(
                message -> {
                  given.add(message);
                  if (given.size() == 1) {
                    throw new IllegalStateException("no stock");
                  }
                }));
    try {
      send("broken", "a book");
      isOf(runs.take(), "broken").hasAttempt(1).failedWith(IllegalStateException.class, "no stock");
      isOf(runs.take(), "broken").hasAttempt(2).succeeded();
    } finally {
      container.shutdown();
    }
  }

  @Test
  void failureInASimpleContainerIsToldThoughThatSwallowsIt() throws Exception {
    SimpleMessageListenerContainer container =
        listen(
            new SimpleMessageListenerContainer(),
            "swallowed",
            jms.listener(
                message -> {
                  throw new IllegalStateException("no stock");
                }));
    try {
      send("swallowed", "a book");
      isOf(runs.take(), "swallowed").failedWith(IllegalStateException.class, "no stock");
    } finally {
      container.shutdown();
    }
  }

  /** The application's own class, of which Spring's adapter calls a method. */
  public static final class Shop {
    /** Called by name. */
    public void sell(String what) {
      if (!what.isEmpty()) {
        throw new IllegalStateException("no " + what);
      }
    }
  }

  @Test
  void ofAnAdapterTheCauseIsTheFailure() throws Exception {
    MessageListenerAdapter adapter = new MessageListenerAdapter(new Shop());
    adapter.setDefaultListenerMethod("sell");
    DefaultMessageListenerContainer container = listen(polling(), "adapted", adapter);
    try {
      send("adapted", "stock");
      isOf(runs.take(), "adapted").failedWith(IllegalStateException.class, "no stock");
    } finally {
      container.shutdown();
    }
  }

  @Test
  void whatASessionAwareListenerSendsBackIsItsOwnBusiness() throws Exception {
    Object listener =
        Jms.proxy(
            Class.forName("org.springframework.jms.listener.SessionAwareMessageListener"),
            (self, method, values) -> {
              Object reply = Jms.get(values[1], "createTextMessage", "sold");
              Object queue = Jms.get(values[1], "createQueue", "replies");
              Jms.call(Jms.get(values[1], "createProducer", queue), "send", reply);
              return null;
            });
    DefaultMessageListenerContainer container = listen(polling(), "asked", listener);
    try {
      send("asked", "a book");
      RunAssert send = runs.take().is(RunKind.CALL, "jms", null, "send replies").succeeded();
      send.isInside(isOf(runs.take(), "asked").succeeded());
      send.isNamedBy(Jms.property(jms.take(jms.queue("replies")), "traceparent"));
    } finally {
      container.shutdown();
    }
  }

  @Test
  void messageThatAStoppingContainerDoesNotGiveToItsListenerIsStopped() throws Exception {
    DefaultMessageListenerContainer container =
        listen(polling(), "stopping", jms.listener(given::add));
    container.shutdown();
    send("stopping", "a book");
    Object message = jms.take(jms.queue("stopping"));
    Method execute =
        Arrays.stream(AbstractMessageListenerContainer.class.getDeclaredMethods())
            .filter(method -> method.getName().equals("doExecuteListener"))
            .findFirst()
            .orElseThrow();
    execute.setAccessible(true);

    assertThatThrownBy(() -> execute.invoke(container, jms.session(), message))
        .hasCauseInstanceOf(Exception.class);
    isOf(runs.take(), "stopping").stopped();
    assertThat(given).isEmpty();
  }

  @Test
  void containerThatAJobHasStartedPollsOnItsOwnAccount() throws Exception {
    OpenRun job =
        JobRuns.begin(
            JobRun.builder(RunKind.JOB, JobName.of("test", "nightly")).byScheduler().build());
    DefaultMessageListenerContainer polling = polling();
    polling.setTaskExecutor(
        task ->
            new Thread(
                    () -> {
                      Object before = JobRuns.attach(job);
                      task.run();
                      JobRuns.restore(before);
                    })
                .start());
    DefaultMessageListenerContainer container = listen(polling, "inside", jms.listener(given::add));
    try {
      Object sent = jms.text("a book", "traceparent", ONE);
      Object before = JobRuns.suspend();
      jms.send(jms.queue("inside"), sent);
      JobRuns.restore(before);
      assertThat(Jms.textOf(take())).isEqualTo("a book");
      isOf(runs.take(), "inside").succeeded();
    } finally {
      container.shutdown();
    }
    JobRuns.end(job, RunResult.succeeded());
    runs.take().isJob("test", null, "nightly").succeeded();
  }
}
