package io.batchmon.instrumentation.springjms;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/** Spring JMS 4.3 to 7: one REQUEST for each message that a container gives to its listener. */
public final class SpringJmsInstrumentation implements JobInstrumentation {
  private static final String LISTENER = "org.springframework.jms.listener.";

  @Override
  public String name() {
    return "spring-jms";
  }

  @Override
  public List<Hook> hooks() {
    String container = LISTENER + "AbstractMessageListenerContainer";
    return Arrays.asList(
        Hook.on(container)
            .method("doExecuteListener", "javax.jms.Session", "javax.jms.Message")
            .alternative()
            .advice(JavaxMessageAdvice.class),
        Hook.on(container)
            .method("doExecuteListener", "jakarta.jms.Session", "jakarta.jms.Message")
            .alternative()
            .advice(JakartaMessageAdvice.class),
        Hook.on(LISTENER + "AbstractPollingMessageListenerContainer")
            .anyMethod("receiveMessage")
            .lazily()
            .advice(PollAdvice.class));
  }
}
