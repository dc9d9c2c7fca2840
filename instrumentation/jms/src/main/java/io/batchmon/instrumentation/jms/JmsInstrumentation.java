package io.batchmon.instrumentation.jms;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.ArrayList;
import java.util.List;

/**
 * Drivers of JMS. Only their own classes are hooked: what pools and frameworks wrap around them is
 * passed through, so that each message is seen once.
 */
public final class JmsInstrumentation implements JobInstrumentation {
  private static final String CLASSIC = "org.apache.activemq.ActiveMQ";
  private static final String ARTEMIS = "org.apache.activemq.artemis.";

  @Override
  public String name() {
    return "jms";
  }

  @Override
  public List<Hook> hooks() {
    List<Hook> hooks = new ArrayList<>();
    classic(hooks);
    artemis(hooks);
    return hooks;
  }

  private static void classic(List<Hook> hooks) {
    String producer = CLASSIC + "MessageProducer";
    String destination = "org.apache.activemq.command.ActiveMQDestination";
    String usage = "org.apache.activemq.usage.MemoryUsage";
    String callback = "org.apache.activemq.AsyncCallback";
    hooks.add(
        Hook.on(CLASSIC + "Session")
            .method(
                "send",
                producer,
                destination,
                "javax.jms.Message",
                "int",
                "int",
                "long",
                usage,
                "int",
                callback)
            .alternative()
            .lazily()
            .advice(ClassicSendAdvice.class));
    // why: where there is this one, the other calls it, and most senders call it at once
    for (String message : new String[] {"javax.jms.Message", "jakarta.jms.Message"}) {
      hooks.add(
          Hook.on(CLASSIC + "Session")
              .method(
                  "send",
                  producer,
                  destination,
                  message,
                  "int",
                  "int",
                  "long",
                  "boolean",
                  "boolean",
                  usage,
                  "int",
                  callback)
              .alternative()
              .lazily()
              .advice(ClassicOptionsSendAdvice.class));
    }
    String command = "org.apache.activemq.command.Command";
    hooks.add(
        Hook.on(CLASSIC + "Connection")
            .method("asyncSendPacket", command)
            .lazily()
            .advice(ClassicTraceAdvice.class));
    hooks.add(
        Hook.on(CLASSIC + "Connection")
            .method("syncSendPacket", command, "int")
            .lazily()
            .advice(ClassicTraceAdvice.class));
    hooks.add(
        Hook.on(CLASSIC + "Connection")
            .method("syncSendPacket", command, callback)
            .replacingArgument(1)
            .lazily()
            .advice(ClassicCallbackAdvice.class));
    String consumer = CLASSIC + "MessageConsumer";
    hooks.add(
        Hook.on(consumer).method("receive").returned().lazily().advice(ClassicReceiveAdvice.class));
    hooks.add(
        Hook.on(consumer)
            .method("receive", "long")
            .returned()
            .lazily()
            .advice(ClassicTimedReceiveAdvice.class));
    hooks.add(
        Hook.on(consumer)
            .method("receiveNoWait")
            .returned()
            .lazily()
            .advice(ClassicReceiveAdvice.class));
    listeners(hooks, consumer);
  }

  private static void artemis(List<Hook> hooks) {
    String destination = ARTEMIS + "jms.client.ActiveMQDestination";
    for (String jms : new String[] {"javax.jms.", "jakarta.jms."}) {
      hooks.add(
          Hook.on(ARTEMIS + "jms.client.ActiveMQMessageProducer")
              .method(
                  "doSendx",
                  destination,
                  jms + "Message",
                  "int",
                  "int",
                  "long",
                  jms + "CompletionListener")
              .field("defaultDestination", destination)
              .alternative()
              .lazily()
              .advice(ArtemisSendAdvice.class));
    }
    String producer = ARTEMIS + "core.client.impl.ClientProducerImpl";
    String[] sent = {
      ARTEMIS + "api.core.SimpleString",
      ARTEMIS + "api.core.Message",
      ARTEMIS + "api.core.client.SendAcknowledgementHandler"
    };
    hooks.add(Hook.on(producer).method("doSend", sent).lazily().advice(ArtemisTraceAdvice.class));
    // why: it calls the other one, and perhaps the callback at once
    hooks.add(
        Hook.on(producer)
            .method("send", sent)
            .replacingArgument(2)
            .lazily()
            .advice(ArtemisCallbackAdvice.class));
    String consumer = ARTEMIS + "jms.client.ActiveMQMessageConsumer";
    hooks.add(
        Hook.on(consumer)
            .method("getMessage", "long", "boolean")
            .field("destination", destination)
            .returned()
            .lazily()
            .advice(ArtemisReceiveAdvice.class));
    listeners(hooks, consumer);
  }

  private static void listeners(List<Hook> hooks, String consumer) {
    hooks.add(
        Hook.on(consumer)
            .method("setMessageListener", "javax.jms.MessageListener")
            .alternative()
            .replacingArgument(0)
            .advice(JavaxListenerAdvice.class));
    hooks.add(
        Hook.on(consumer)
            .method("setMessageListener", "jakarta.jms.MessageListener")
            .alternative()
            .replacingArgument(0)
            .advice(JakartaListenerAdvice.class));
    hooks.add(
        Hook.on(consumer)
            .method("getMessageListener")
            .replacingResult()
            .advice(GivenListenerAdvice.class));
  }
}
