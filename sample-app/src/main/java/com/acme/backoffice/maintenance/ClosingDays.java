package com.acme.backoffice.maintenance;

import java.util.concurrent.atomic.AtomicInteger;
import org.quartz.JobExecutionContext;
import org.quartz.Trigger;
import org.quartz.listeners.TriggerListenerSupport;
import org.springframework.stereotype.Component;

/** Vetoes archiving while the books are being closed, which is every other time. */
@Component
public class ClosingDays extends TriggerListenerSupport {
  private final AtomicInteger asked = new AtomicInteger();

  @Override
  public String getName() {
    return "closing-days";
  }

  @Override
  public boolean vetoJobExecution(Trigger trigger, JobExecutionContext context) {
    return context.getJobDetail().getJobClass() == Archive.class
        && asked.getAndIncrement() % 2 == 0;
  }
}
