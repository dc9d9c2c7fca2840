package io.batchmon.agent.run;

import io.batchmon.job.JobRun;
import org.jspecify.annotations.Nullable;

/**
 * Periodic tasks by which libraries keep house: no jobs of the application. Frameworks of jobs are
 * among them, as their jobs are seen where they run them.
 */
final class LibraryTasks {
  /** Of class names; the one place where such a library is named. */
  private static final String[] PREFIXES = {
    "java.",
    "javax.",
    "jakarta.",
    "jdk.",
    "sun.",
    "com.sun.",
    "oracle.",
    "io.batchmon.agent.",
    // servers and frameworks
    "org.springframework.",
    "org.apache.catalina.",
    "org.apache.coyote.",
    "org.apache.tomcat.",
    "org.eclipse.jetty.",
    "io.undertow.",
    "org.xnio.",
    "org.jboss.",
    "org.wildfly.",
    "com.ibm.",
    "weblogic.",
    "io.netty.",
    "reactor.",
    "io.reactivex.",
    "rx.internal.",
    "io.vertx.",
    "akka.",
    "org.apache.pekko.",
    "io.quarkus.",
    "io.micronaut.",
    "io.smallrye.",
    "com.google.",
    "com.github.benmanes.caffeine.",
    "org.ehcache.",
    "net.sf.ehcache.",
    "com.hazelcast.",
    "org.infinispan.",
    "org.redisson.",
    "io.lettuce.",
    "redis.clients.",
    // schedulers
    "org.quartz.",
    "org.apache.camel.",
    "org.jobrunr.",
    "com.github.kagkarlsson.scheduler.",
    "org.apache.shardingsphere.elasticjob.",
    "com.dangdang.ddframe.job.",
    "com.xxl.job.",
    "tech.powerjob.",
    "net.javacrumbs.shedlock.",
    "org.jberet.",
    "org.camunda.",
    "org.flowable.",
    "org.activiti.",
    "org.apache.spark.",
    "org.apache.flink.",
    // databases and pools
    "com.zaxxer.hikari.",
    "com.mchange.",
    "org.apache.commons.dbcp",
    "org.apache.commons.pool",
    "com.alibaba.druid.",
    "org.postgresql.",
    "com.mysql.",
    "org.mariadb.",
    "com.microsoft.sqlserver.",
    "org.h2.",
    "org.hsqldb.",
    "com.mongodb.",
    "com.datastax.",
    "org.neo4j.driver.",
    "org.hibernate.",
    "liquibase.",
    "org.flywaydb.",
    // clients, messaging and the cloud
    "okhttp3.",
    "okio.",
    "io.grpc.",
    "org.apache.http.",
    "org.apache.hc.",
    "org.apache.kafka.",
    "org.apache.activemq.",
    "org.apache.zookeeper.",
    "org.apache.curator.",
    "org.apache.hadoop.",
    "com.rabbitmq.",
    "org.elasticsearch.",
    "co.elastic.",
    "com.amazonaws.",
    "software.amazon.",
    "com.azure.",
    "com.microsoft.azure.",
    "com.netflix.",
    "feign.",
    // metrics, tracing and logs
    "io.micrometer.",
    "io.prometheus.",
    "com.codahale.metrics.",
    "io.dropwizard.",
    "io.opentelemetry.",
    "io.opentracing.",
    "brave.",
    "zipkin2.",
    "datadog.",
    "com.newrelic.",
    "io.sentry.",
    "ch.qos.logback.",
    "org.apache.logging.",
    "org.apache.log4j.",
  };

  private LibraryTasks() {}

  /** Whether a job of Quartz only hands over to Quarkus, whose run is the job's. */
  static boolean isOfQuarkus(JobRun run) {
    String job = run.name().system().equals("quartz") ? run.codeClass() : null;
    return job != null && job.startsWith("io.quarkus.quartz.") && job.endsWith("InvokerJob");
  }

  /** Whether a task of the JDK's executors or timers, or of Akka or Pekko, is a library's. */
  static boolean isOne(JobRun run) {
    String system = run.name().system();
    return (system.equals("executor")
            || system.equals("timer")
            || system.equals("akka")
            || system.equals("pekko"))
        && isLibrary(run.codeClass());
  }

  static boolean isLibrary(@Nullable String className) {
    if (className == null) {
      return false;
    }
    for (String prefix : PREFIXES) {
      if (className.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
