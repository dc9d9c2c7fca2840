package io.batchmon.instrumentation.jms;

import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQSecurityException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.transaction.Transaction;

/** A broker of Artemis in this JVM, which refuses what is sent to the queue {@code refused}. */
final class ArtemisBroker {
  private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();

  ArtemisBroker() throws Exception {
    ConfigurationImpl configuration = new ConfigurationImpl();
    configuration.setPersistenceEnabled(false);
    configuration.setSecurityEnabled(false);
    configuration.setJMXManagementEnabled(false);
    configuration.addAcceptorConfiguration("here", url());
    configuration.registerBrokerPlugin(new Refusing());
    broker.setConfiguration(configuration);
    broker.start();
    // why: a queue that is empty for a moment is not to take the next message with it
    broker
        .getActiveMQServer()
        .getAddressSettingsRepository()
        .addMatch(
            "#", new AddressSettings().setAutoDeleteQueues(false).setAutoDeleteAddresses(false));
  }

  /** As factories of connections take it. */
  String url() {
    return "vm://7";
  }

  void stop() throws Exception {
    broker.stop();
  }

  private static final class Refusing implements ActiveMQServerMessagePlugin {
    @Override
    public void beforeSend(
        ServerSession session,
        Transaction transaction,
        Message message,
        boolean isDirect,
        boolean noAutoCreateQueue)
        throws ActiveMQException {
      if (message.getAddress().equals("refused")) {
        throw new ActiveMQSecurityException("not allowed");
      }
    }
  }
}
