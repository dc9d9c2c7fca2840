package io.batchmon.instrumentation.springjms;

import io.batchmon.instrumentation.jms.JmsInstrumentation;
import io.batchmon.instrumentation.testing.Jms;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.stream.Stream;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jms.listener.AbstractMessageListenerContainer;
import org.springframework.jms.listener.DefaultMessageListenerContainer;
import org.springframework.jms.listener.SimpleMessageListenerContainer;

/** What a container gives to its listener is one run over Artemis, too, whose client is woven. */
class SpringArtemisIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new SpringJmsInstrumentation());

  static final RecordedRuns driver = RecordedRuns.of(new JmsInstrumentation());

  private static final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();

  private static Jms jms;

  @BeforeAll
  static void start() throws Exception {
    ConfigurationImpl configuration = new ConfigurationImpl();
    configuration.setPersistenceEnabled(false);
    configuration.setSecurityEnabled(false);
    configuration.setJMXManagementEnabled(false);
    configuration.addAcceptorConfiguration("here", "vm://8");
    broker.setConfiguration(configuration);
    broker.start();
    jms = new Jms("org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory", "vm://8");
  }

  @AfterAll
  static void stop() throws Exception {
    jms.close();
    broker.stop();
  }

  static Stream<AbstractMessageListenerContainer> containers() {
    return Stream.of(new DefaultMessageListenerContainer(), new SimpleMessageListenerContainer());
  }

  @ParameterizedTest
  @MethodSource("containers")
  void eachDeliveryIsOneRunThoughAJobHasStartedTheContainer(
      AbstractMessageListenerContainer container) throws Exception {
    String queue = container.getClass().getSimpleName();
    OpenRun job =
        JobRuns.begin(
            JobRun.builder(RunKind.JOB, JobName.of("test", "start")).byScheduler().build());
    Jms.call(container, "setConnectionFactory", jms.factory());
    container.setDestinationName(queue);
    container.setSessionTransacted(true);
    container.setErrorHandler(failure -> {});
    container.setMessageListener(
        jms.listener(
            message -> {
              if (deliveryOf(message) == 1) {
                throw new IllegalStateException("no stock");
              }
            }));
    container.afterPropertiesSet();
    container.start();
    try {
      JobRuns.end(job, RunResult.succeeded());
      runs.take().isJob("test", null, "start").succeeded();

      jms.send(jms.queue(queue), jms.text("a book"));
      runs.take()
          .is(RunKind.REQUEST, "jms", null, "process " + queue)
          .isOutermost()
          .hasAttempt(1)
          .failedWith(IllegalStateException.class, "no stock");
      runs.take()
          .is(RunKind.REQUEST, "jms", null, "process " + queue)
          .isOutermost()
          .hasAttempt(2)
          .succeeded();
    } finally {
      container.shutdown();
    }
  }

  private static int deliveryOf(Object message) {
    try {
      return (Integer) Jms.get(message, "getIntProperty", "JMSXDeliveryCount");
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }
}
