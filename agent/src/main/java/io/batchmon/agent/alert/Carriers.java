package io.batchmon.agent.alert;

import io.batchmon.agent.run.FailureText.Cause;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Exceptions that say how a failure travelled, not what it is. Spring's data access and transaction
 * exceptions are none: they say what was meant to be done.
 */
final class Carriers {
  private static final Set<String> TYPES =
      new HashSet<>(
          Arrays.asList(
              "java.util.concurrent.ExecutionException",
              "java.util.concurrent.CompletionException",
              "java.util.concurrent.CancellationException",
              "java.lang.reflect.InvocationTargetException",
              "java.lang.reflect.UndeclaredThrowableException",
              "java.io.UncheckedIOException",
              "java.security.PrivilegedActionException",
              "javax.management.MBeanException",
              "javax.management.RuntimeMBeanException",
              "javax.ejb.EJBException",
              "jakarta.ejb.EJBException",
              "com.google.common.util.concurrent.UncheckedExecutionException",
              "com.google.common.util.concurrent.ExecutionError",
              "io.reactivex.exceptions.UndeliverableException",
              "org.apache.camel.CamelExecutionException",
              "org.apache.camel.RuntimeCamelException",
              "org.apache.commons.lang3.concurrent.ConcurrentException",
              "org.codehaus.groovy.runtime.InvokerInvocationException",
              "org.quartz.JobExecutionException",
              "org.quartz.SchedulerException",
              "org.springframework.retry.ExhaustedRetryException",
              "org.springframework.retry.RetryException",
              "org.springframework.core.retry.RetryException",
              "org.springframework.scheduling.quartz.JobMethodInvocationFailedException",
              "reactor.core.Exceptions$ReactiveException"));

  private static final int MAX_COMPARED = 200;
  private static final String SPRING_BATCH = "org.springframework.batch.";

  // why: by simple name, since Spring Batch 6 moved its packages
  private static final Set<String> OF_SPRING_BATCH =
      new HashSet<>(
          Arrays.asList(
              "DynamicMethodInvocationException",
              "FatalStepExecutionException",
              "FlowExecutionException",
              "FlushFailedException",
              "ForceRollbackForWriteSkipException",
              "JobExecutionException",
              "NonSkippableProcessException",
              "NonSkippableReadException",
              "NonSkippableWriteException",
              "RepeatException",
              "RepeatOperationsInterceptor$RepeatOperationsInterceptorException",
              "UncheckedTransactionException",
              "UnexpectedJobExecutionException"));

  private Carriers() {}

  /** Whether an exception of this type, if it has a cause, only carries it. */
  static boolean isCarrier(String type) {
    return TYPES.contains(type)
        || (type.startsWith(SPRING_BATCH)
            && OF_SPRING_BATCH.contains(type.substring(type.lastIndexOf('.') + 1)));
  }

  /** Whether an exception only carries this cause. */
  static boolean isCarrier(Cause outer, Cause cause) {
    return isCarrier(outer.type()) || isCopy(outer, cause);
  }

  /**
   * ForkJoinPool and Kotlin's coroutines throw a copy of the exception of another thread, with that
   * one as its cause; TLS repeats its cause; a bare RuntimeException around another says nothing.
   */
  private static boolean isCopy(Cause outer, Cause cause) {
    boolean same = outer.type().equals(cause.type());
    boolean repeats = same || outer.type().equals("javax.net.ssl.SSLException");
    if (!repeats && !outer.type().equals("java.lang.RuntimeException")) {
      return false;
    }
    String message = outer.message();
    return message == null
        || (repeats && message.equals(cause.message()))
        || isToString(message, cause.type(), cause.message());
  }

  // why: the toString of an exception may add to its message, and either may have been cut
  private static boolean isToString(String text, String type, @Nullable String message) {
    if (!text.startsWith(type)) {
      return false;
    }
    if (message == null || message.isEmpty()) {
      return text.length() <= type.length() + 2;
    }
    int start = type.length() + 2;
    int compared = Math.min(Math.min(message.length(), MAX_COMPARED), text.length() - start);
    return text.startsWith(": ", type.length())
        && compared >= Math.min(message.length(), MAX_COMPARED)
        && text.regionMatches(start, message, 0, compared);
  }
}
