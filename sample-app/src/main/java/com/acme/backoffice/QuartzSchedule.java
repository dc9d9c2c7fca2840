package com.acme.backoffice;

import com.acme.backoffice.billing.NightlySettlement;
import com.acme.backoffice.maintenance.Archive;
import com.acme.backoffice.maintenance.Cleanup;
import com.acme.backoffice.maintenance.ClosingDays;
import com.acme.backoffice.partners.ExchangeRates;
import com.acme.backoffice.reports.DailyReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.springframework.boot.quartz.autoconfigure.SchedulerFactoryBeanCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Which Quartz job runs when; the times are in application.properties. */
@Configuration
class QuartzSchedule {
  private final Environment properties;

  QuartzSchedule(Environment properties) {
    this.properties = properties;
  }

  @Bean
  SchedulerFactoryBeanCustomizer closingDaysAreRespected(ClosingDays closingDays) {
    return scheduler -> scheduler.setGlobalTriggerListeners(closingDays);
  }

  @Bean
  JobDetail nightlySettlement() {
    return job(NightlySettlement.class, "nightly-settlement", "billing");
  }

  @Bean
  JobDetail dailyReport() {
    return job(DailyReport.class, "daily-report", "reports");
  }

  @Bean
  JobDetail exchangeRates() {
    return job(ExchangeRates.class, "exchange-rates", "partners");
  }

  @Bean
  JobDetail cleanup() {
    return job(Cleanup.class, "cleanup", "maintenance");
  }

  @Bean
  JobDetail archive() {
    return job(Archive.class, "archive", "maintenance");
  }

  @Bean
  Trigger nightlySettlementTrigger(JobDetail nightlySettlement) {
    return trigger(nightlySettlement);
  }

  @Bean
  Trigger dailyReportTrigger(JobDetail dailyReport) {
    return trigger(dailyReport);
  }

  @Bean
  Trigger exchangeRatesTrigger(JobDetail exchangeRates) {
    return trigger(exchangeRates);
  }

  @Bean
  Trigger cleanupTrigger(JobDetail cleanup) {
    return trigger(cleanup);
  }

  @Bean
  Trigger archiveTrigger(JobDetail archive) {
    return trigger(archive);
  }

  private static JobDetail job(Class<? extends Job> type, String name, String group) {
    return JobBuilder.newJob(type).withIdentity(name, group).storeDurably().build();
  }

  private Trigger trigger(JobDetail job) {
    String name = job.getKey().getName();
    Duration first = properties.getRequiredProperty(name + ".first", Duration.class);
    Duration every = properties.getRequiredProperty(name + ".every", Duration.class);
    return TriggerBuilder.newTrigger()
        .forJob(job)
        .withIdentity(name, job.getKey().getGroup())
        .startAt(Date.from(Instant.now().plus(first)))
        .withSchedule(
            SimpleScheduleBuilder.simpleSchedule()
                .withIntervalInMilliseconds(every.toMillis())
                .repeatForever())
        .build();
  }
}
