package io.batchmon.instrumentation.springamqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.batchmon.instrumentation.testing.AmqpBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageListener;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;

/** A broker, and what is sent and listened to there. */
final class Shop implements AutoCloseable {
  private final AmqpBroker broker;
  private final CachingConnectionFactory connections;
  private final Connection connection;
  private final Channel channel;

  Shop(Path directory) throws Exception {
    broker = new AmqpBroker(directory);
    connections = new CachingConnectionFactory("localhost", broker.port());
    connections.setUsername(AmqpBroker.USER);
    connections.setPassword(AmqpBroker.USER);
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("localhost");
    factory.setPort(broker.port());
    factory.setUsername(AmqpBroker.USER);
    factory.setPassword(AmqpBroker.USER);
    connection = factory.newConnection();
    channel = connection.createChannel();
  }

  CachingConnectionFactory connections() {
    return connections;
  }

  void declare(String queue) throws IOException {
    channel.queueDeclare(queue, false, false, false, null);
  }

  void send(String queue, String body, Map<String, Object> headers) throws IOException {
    send(queue, new AMQP.BasicProperties.Builder().headers(headers).build(), body);
  }

  void send(String queue, AMQP.BasicProperties properties, String body) throws IOException {
    declare(queue);
    channel.basicPublish("", queue, properties, body.getBytes(StandardCharsets.UTF_8));
  }

  void listen(AbstractMessageListenerContainer container, String queue, MessageListener listener) {
    container.setQueueNames(queue);
    container.setMessageListener(listener);
    container.setShutdownTimeout(100);
    container.afterPropertiesSet();
    container.start();
  }

  static String textOf(Message message) {
    return new String(message.getBody(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    connections.destroy();
    connection.close();
    broker.close();
  }
}
