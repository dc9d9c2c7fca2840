package io.batchmon.instrumentation.jms;

import org.apache.activemq.broker.Broker;
import org.apache.activemq.broker.BrokerFilter;
import org.apache.activemq.broker.BrokerPlugin;
import org.apache.activemq.broker.BrokerService;
import org.apache.activemq.broker.ProducerBrokerExchange;
import org.apache.activemq.command.Message;

/** A broker of ActiveMQ in this JVM, which refuses what is sent to the queue {@code refused}. */
final class ClassicBroker {
  private static final String NAME = "shop";

  private final BrokerService broker = new BrokerService();

  ClassicBroker() throws Exception {
    broker.setBrokerName(NAME);
    broker.setPersistent(false);
    broker.setUseJmx(false);
    broker.setPlugins(new BrokerPlugin[] {Refusing::new});
    broker.start();
  }

  /** As factories of connections take it. What was not processed comes again at once. */
  String url() {
    return "vm://"
        + NAME
        + "?create=false&jms.redeliveryPolicy.initialRedeliveryDelay=0"
        + "&jms.redeliveryPolicy.redeliveryDelay=0";
  }

  void stop() throws Exception {
    broker.stop();
  }

  private static final class Refusing extends BrokerFilter {
    Refusing(Broker next) {
      super(next);
    }

    @Override
    public void send(ProducerBrokerExchange exchange, Message message) throws Exception {
      if (message.getDestination().getPhysicalName().equals("refused")) {
        throw new SecurityException("not allowed");
      }
      super.send(exchange, message);
    }
  }
}
