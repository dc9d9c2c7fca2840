package io.batchmon.agent.channel;

import io.batchmon.agent.alert.AlertChannel;
import io.batchmon.agent.alert.AlertEvent;
import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.Delivery;
import io.batchmon.agent.alert.Incident;
import io.batchmon.agent.alert.Severity;
import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Redactor;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.run.Clock;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * An Alertmanager, for fleets: a JVM leases an alert and renews the lease while the incident is
 * open. Nothing is ever resolved: a lease that is not renewed ends, and the alert ends with the
 * last lease of all JVMs.
 */
final class Alertmanager implements AlertChannel {
  // why: constants of the compiler, which start-up reads without loading this class
  static final String URLS = "batchmon.alertmanager.urls";
  private static final String HEADERS = "batchmon.alertmanager.headers";
  private static final String RENEW = "batchmon.alertmanager.renew";

  private static final long TIMEOUT = 2000;
  private static final long LEAST_RENEW = 1000;
  private static final int RENEWALS_PER_LEASE = 3;
  private static final long DAY = 86_400_000;
  private static final long GRACE = 3_600_000;
  private static final long FIRST_PAUSE = 2000;
  private static final long WORTH_TELLING = 5000;
  private static final long KNOWN_ONLY_BY_JOURNAL = 5000;
  private static final int FAILURES_BEFORE_WARNING = 3;
  private static final int MOST_WITH_STACK = 500;
  private static final int MAX_BODY = 512 * 1024;

  private final AlertmanagerNodes nodes;
  private final long renewMillis;
  private final UnaryOperator<String> redactor;
  private final AgentLog log;
  private final Clock clock;
  private final Random random;

  private final Map<String, Lease> leases = new HashMap<>();
  private long nextMillis = NEVER;
  private long postedNanos;
  private int failures;

  /**
   * @param renewMillis between two renewals
   * @param redactor of job names
   */
  Alertmanager(
      AlertmanagerNodes nodes,
      long renewMillis,
      UnaryOperator<String> redactor,
      AgentLog log,
      Clock clock,
      Random random) {
    this.nodes = nodes;
    this.renewMillis = renewMillis;
    this.redactor = redactor;
    this.log = log;
    this.clock = clock;
    this.random = random;
    this.postedNanos = clock.nanoTime();
  }

  /** The one that is set; URLs that cannot be used are left out, as was said at start-up. */
  static Alertmanager of(Settings settings, AgentLog log) {
    List<String> urls = new ArrayList<>();
    for (String url : settings.list(URLS)) {
      if (WebAddress.problemOfServer(url) == null) {
        urls.add(url);
      }
    }
    return new Alertmanager(
        new AlertmanagerNodes(urls, settings.map(HEADERS), TIMEOUT, Clock.SYSTEM),
        Math.max(LEAST_RENEW, settings.millis(RENEW, 60_000)),
        Redactor.of(settings),
        log,
        Clock.SYSTEM,
        new Random());
  }

  @Override
  public String name() {
    return "Alertmanager";
  }

  @Override
  public Role role() {
    return Role.ENGINE;
  }

  @Override
  public Delivery deliver(AlertMessage message) {
    long now = clock.currentMillis();
    if (message.isRecovery()) {
      return recovered(message, now);
    }
    Lease lease = leased(message);
    AlertEvent event = message.event();
    boolean renewed = event == null ? lease.isRenewed() : !isOfMain(event);
    long end = now + RENEWALS_PER_LEASE * renewMillis;
    lease.holdsUntil(renewed ? end : Math.max(end, nextRun(message)), renewed);
    Delivery delivery = post(Collections.singletonList(lease));
    if (renewed) {
      boolean delivered = delivery.state() == Delivery.State.DELIVERED;
      nextMillis = Math.min(nextMillis, now + (delivered ? jittered(renewMillis) : FIRST_PAUSE));
    }
    return delivery;
  }

  private Lease leased(AlertMessage message) {
    Incident incident = message.incident();
    boolean escalated = incident.stage() == Incident.Stage.ESCALATED;
    boolean withStack = leases.size() < MOST_WITH_STACK;
    byte[] annotations = AlertmanagerJson.annotations(message, withStack);
    Lease lease = leases.get(incident.identity());
    if (lease == null) {
      // why: a part of the identity, and the alert of the open stage keeps its own
      Severity severity = escalated ? incident.severity() : message.severity();
      byte[] labels = AlertmanagerJson.labels(incident, message.job(), severity, "open");
      lease = new Lease(labels, incident.firstMillis(), annotations);
      leases.put(incident.identity(), lease);
    }
    lease.told(annotations, AlertmanagerJson.link(message.traceUrl()));
    if (escalated && !lease.isEscalated()) {
      lease.escalated(
          AlertmanagerJson.labels(incident, message.job(), message.severity(), "escalated"));
    }
    return lease;
  }

  /** Whether its JVM ends with the run, so that nobody is left to renew. */
  private static boolean isOfMain(AlertEvent event) {
    JobName whole = event.partOf();
    return isMain(whole == null ? event.job() : whole);
  }

  private static boolean isMain(JobName job) {
    return job.system().equals("main");
  }

  private static long nextRun(AlertMessage message) {
    AlertEvent event = message.event();
    long end = event == null ? message.lastMillis() : event.endMillis();
    long next = event == null ? JobRun.NO_TIME : event.run().nextMillis();
    return (next == JobRun.NO_TIME ? end + DAY : next) + GRACE;
  }

  // what is not open is not renewed; a lease that holds for a while says why it will end
  private Delivery recovered(AlertMessage message, long now) {
    List<Lease> told = new ArrayList<>();
    for (Incident incident : message.incidents()) {
      Lease lease = leases.get(incident.identity());
      if (lease != null && lease.endMillis() - now > WORTH_TELLING) {
        lease.recovered(message);
        told.add(lease);
      }
    }
    return told.isEmpty() ? Delivery.delivered() : post(told);
  }

  @Override
  public long keepAlive(Collection<Incident> open, long nowMillis) {
    if (nextMillis == NEVER) {
      nextMillis =
          isAnyToRenew(open) ? nowMillis + Math.min(renewMillis, KNOWN_ONLY_BY_JOURNAL) : NEVER;
      return nextMillis;
    }
    // why: the wall clock may step back, and a lease would end unseen
    boolean overdue = clock.nanoTime() - postedNanos >= renewMillis * 1_000_000;
    if (nowMillis < nextMillis && !overdue) {
      return nextMillis;
    }
    List<Lease> renewed = renewed(open, nowMillis);
    if (renewed.isEmpty()) {
      nextMillis = NEVER;
      return nextMillis;
    }
    Delivery delivery = post(renewed);
    if (delivery.state() == Delivery.State.DELIVERED) {
      if (failures >= FAILURES_BEFORE_WARNING) {
        log.info(name() + " takes alerts again");
      }
      failures = 0;
      nextMillis = nowMillis + jittered(renewMillis);
    } else {
      failed(delivery, nowMillis);
    }
    return nextMillis;
  }

  private boolean isAnyToRenew(Collection<Incident> open) {
    for (Incident incident : open) {
      Lease lease = leases.get(incident.identity());
      if (lease == null || lease.isRenewed()) {
        return true;
      }
    }
    return false;
  }

  private List<Lease> renewed(Collection<Incident> open, long now) {
    List<Lease> renewed = new ArrayList<>();
    Set<String> identities = new HashSet<>();
    for (Incident incident : open) {
      identities.add(incident.identity());
      Lease lease = leased(incident);
      if (lease.isRenewed()) {
        lease.holdsUntil(now + RENEWALS_PER_LEASE * renewMillis, true);
        renewed.add(lease);
      }
    }
    for (Iterator<Map.Entry<String, Lease>> all = leases.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<String, Lease> lease = all.next();
      if (!identities.contains(lease.getKey()) && lease.getValue().endMillis() <= now) {
        all.remove();
      }
    }
    return renewed;
  }

  private Lease leased(Incident incident) {
    Lease lease = leases.get(incident.identity());
    String job = redactor.apply(incident.job().display());
    if (lease == null) {
      byte[] labels = AlertmanagerJson.labels(incident, job, incident.severity(), "open");
      byte[] annotations = AlertmanagerJson.annotations(incident, job);
      lease = new Lease(labels, incident.firstMillis(), annotations);
      lease.holdsUntil(0, !isMain(incident.job()));
      leases.put(incident.identity(), lease);
    }
    if (incident.stage() == Incident.Stage.ESCALATED && !lease.isEscalated()) {
      Severity severity = incident.severity().raised();
      lease.escalated(AlertmanagerJson.labels(incident, job, severity, "escalated"));
    }
    return lease;
  }

  private void failed(Delivery delivery, long now) {
    failures++;
    long pause = Math.min(renewMillis, FIRST_PAUSE << Math.min(failures, 10));
    nextMillis = now + jittered(pause);
    if (failures == FAILURES_BEFORE_WARNING) {
      log.warn(
          name()
              + " could not be reached "
              + failures
              + " times to renew what is open ("
              + delivery.reason()
              + "); unless it can be, it will take these incidents for resolved");
    } else if (log.isDebug()) {
      log.debug(name() + ": " + delivery.reason());
    }
  }

  /** A little less, so that a fleet that failed at once does not renew at once for ever. */
  private long jittered(long millis) {
    return millis - (long) (random.nextDouble() * millis / 5);
  }

  private Delivery post(List<Lease> all) {
    postedNanos = clock.nanoTime();
    long ahead = nodes.aheadMillis();
    Delivery delivery = post(all, ahead);
    // why: only an answer tells of a clock that is wrong, and such a lease may have ended before
    return nodes.aheadMillis() == ahead ? delivery : post(all, nodes.aheadMillis());
  }

  private Delivery post(List<Lease> all, long aheadMillis) {
    Delivery worst = Delivery.delivered();
    ByteArrayOutputStream body = new ByteArrayOutputStream(4096);
    for (Iterator<Lease> leasesLeft = all.iterator(); leasesLeft.hasNext(); ) {
      body.write(body.size() == 0 ? '[' : ',');
      leasesLeft.next().write(body, aheadMillis);
      if (body.size() >= MAX_BODY || !leasesLeft.hasNext()) {
        body.write(']');
        Delivery delivery = nodes.post(body.toByteArray());
        worst = delivery.state() == Delivery.State.DELIVERED ? worst : delivery;
        body.reset();
      }
    }
    return worst;
  }
}
