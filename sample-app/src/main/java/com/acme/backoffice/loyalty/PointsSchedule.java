package com.acme.backoffice.loyalty;

import java.time.Duration;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.jobs.filters.RetryFilter;
import org.jobrunr.scheduling.JobScheduler;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.InMemoryStorageProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** Points are credited and expired by JobRunr. */
@Configuration
@Profile("jobrunr")
class PointsSchedule {
  @Bean
  Points points() {
    return new Points();
  }

  @Bean(destroyMethod = "shutdown")
  JobScheduler jobScheduler(ApplicationContext context, @Value("${points.every}") Duration every) {
    JobScheduler scheduler =
        JobRunr.configure()
            .useStorageProvider(new InMemoryStorageProvider())
            .useJobActivator(context::getBean)
            .withJobFilter(new RetryFilter(1, 2))
            .useBackgroundJobServer(
                BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                    .andPollInterval(Duration.ofSeconds(1))
                    .andWorkerCount(2))
            .initialize()
            .getJobScheduler();
    scheduler.<Points>scheduleRecurrently("credit-points", every, points -> points.credit());
    scheduler.<Points>scheduleRecurrently("expire-points", every, points -> points.expire());
    return scheduler;
  }
}
