package io.batchmon.agent.alert;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.job.JobName;
import java.io.File;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The open incidents, by identity: finds the one an event belongs to, has it decided, keeps what
 * comes of it, and writes what is to be told. Bounded: the one that was quiet for longest is
 * forgotten. Not thread-safe.
 */
final class Incidents {
  /** A first failure may wait this long for others with the same cause. */
  static final long GATHER_NANOS = 1_000_000_000L;

  /** The same where another job has been told of for that cause. */
  static final long JOIN_NANOS = 3_000_000_000L;

  /** Between first failures of one job that are different from each other. */
  static final long OTHER_FAILURE_MILLIS = 60_000;

  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final int MOST_CLOSED = 1000;

  private final AlertConfig config;
  private final int most;
  private final String jvm;
  private final Map<JobName, JobHistory> histories;
  private final Silences silences;
  private final Observer observer;
  private final KnownStacks stacks = new KnownStacks();

  private final LinkedHashMap<String, Incident> open = new LinkedHashMap<>(16, 0.75f, true);
  private final LinkedHashMap<String, Incident> closed =
      new LinkedHashMap<String, Incident>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Incident> eldest) {
          return size() > MOST_CLOSED;
        }
      };
  private final Map<String, CauseGroup> causes = new HashMap<>();
  private final Map<JobName, Long> toldMillis = new HashMap<>();
  private final Set<JobName> unmuted = new HashSet<>();
  private final Deque<AlertMessage> ready = new ArrayDeque<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private long dueMillis = Long.MAX_VALUE;

  /** Told what becomes of the incidents. */
  interface Observer {
    void decided(Reason reason);

    /** The same, with what it is about; the run is null if only time has passed. */
    default void noted(Reason reason, Incident incident, @Nullable AlertEvent event) {}

    /** An incident of this job is open that was not, or was known to an earlier JVM. */
    void opened(JobName job);

    /** An incident of this job is open no longer. */
    void closed(JobName job);

    /** It is not as it was. */
    void changed(Incident incident);

    /** This is to be told, now or when others have been waited for. */
    void pending(AlertMessage message);

    /** What was pending is told in another message, or not at all. */
    void dropped(AlertMessage message);
  }

  /** A message that others may still join; of a group, it is written when it is due. */
  private static final class Waiting {
    final @Nullable AlertMessage message;
    final @Nullable CauseGroup group;
    final long dueNanos;

    Waiting(@Nullable AlertMessage message, @Nullable CauseGroup group, long dueNanos) {
      this.message = message;
      this.group = group;
      this.dueNanos = dueNanos;
    }
  }

  /**
   * With nothing open.
   *
   * @param jvm tells runs of this JVM from those of others
   * @param histories of the jobs of this JVM
   * @param silences what is silenced while the JVM runs
   */
  Incidents(
      AlertConfig config,
      int most,
      String jvm,
      Map<JobName, JobHistory> histories,
      Silences silences,
      Observer observer) {
    this.config = config;
    this.most = most;
    this.jvm = jvm;
    this.histories = histories;
    this.silences = silences;
    this.observer = observer;
  }

  static Silences noSilences(AgentLog log) {
    return new Silences((File) null, log);
  }

  /**
   * A run failed.
   *
   * @param failures how many the event stands for
   * @param now epoch milliseconds
   */
  void failed(AlertEvent event, int failures, long now, long nanos) {
    Occurrence run = event.occurrence(jvm, failures);
    Fingerprint fingerprint = Fingerprint.of(event, config.fingerprintRules());
    JobRule rule = config.rules().ruleFor(event.job());
    Severity ruled = rule.severity();
    Incident before =
        find(event, fingerprint).withSeverity(ruled == null ? event.kind().severity() : ruled);
    CauseGroup group = groupOf(before);
    if (group != null) {
      Incident member = before.failed(run, config.policy()).withVariant(fingerprint.variant());
      keep(before, member.told(before.stage(), now));
      failedTogether(group, event, run, now);
      return;
    }
    Terms terms = terms(rule, event.job(), now);
    Decision decision = Decision.of(before, run, terms, now).withVariant(fingerprint.variant());
    decided(decision, event);
    if (!decision.reason().isTold()) {
      Incident after = decision.incident();
      if (after.failure() == null) {
        after = after.shown(Failure.of(event, config.redactor()).withoutStack());
      }
      keep(before, after);
      return;
    }
    AlertMessage message =
        AlertDraft.failing(config, decision, rule, event, histories.get(event.job()), terms.held());
    Failure failure = message.failure();
    Incident told = decision.incident();
    keep(before, failure == null ? told : told.shown(failure.withoutStack()));
    if (decision.reason() == Reason.FIRST_FAILURE) {
      firstFailure(event, fingerprint.cause(), message, now, nanos);
    } else {
      tell(message, now);
    }
  }

  private void decided(Decision decision, AlertEvent event) {
    observer.decided(decision.reason());
    if (!decision.reason().isTold() && decision.reason() != Reason.NOTHING_NEW) {
      observer.noted(decision.reason(), decision.incident(), event);
    }
  }

  private void firstFailure(
      AlertEvent event, @Nullable CommonCause cause, AlertMessage message, long now, long nanos) {
    JobName job = event.job();
    if (cause != null) {
      CauseGroup group = causes.get(cause.key());
      if (group == null) {
        group = new CauseGroup(cause.key(), cause.jobs());
        causes.put(cause.key(), group);
      }
      boolean recent = group.isRecent(job, now);
      group.add(job, message.incident().identity(), message.line(), now);
      if (group.incident() != null) {
        observer.decided(Reason.JOINED);
        observer.noted(Reason.JOINED, message.incident(), event);
        grown(group, message.incident(), now, nanos);
      } else if (group.isCommon()) {
        fold(group, now, nanos);
      } else {
        await(message, nanos + (recent ? JOIN_NANOS : GATHER_NANOS));
      }
      return;
    }
    Long told = toldMillis.get(job);
    long wait = told == null ? 0 : told + OTHER_FAILURE_MILLIS - now;
    if (wait > 0 && wait <= OTHER_FAILURE_MILLIS && hasOther(message.incident())) {
      await(message, nanos + wait * NANOS_PER_MILLI);
    } else {
      tell(message, now);
    }
  }

  private void await(AlertMessage message, long dueNanos) {
    observer.pending(message);
    waiting.add(new Waiting(message, null, dueNanos));
  }

  private boolean hasOther(Incident incident) {
    for (Incident other : open.values()) {
      if (other.job().equals(incident.job())
          && other.isTold()
          && !other.identity().equals(incident.identity())) {
        return true;
      }
    }
    return false;
  }

  /** From now on the jobs of this cause are one incident. */
  private void fold(CauseGroup group, long now, long nanos) {
    Incident all = null;
    for (Incident incident : new ArrayList<>(open.values())) {
      if (group.has(incident.job(), incident.identity())) {
        all = all == null ? incident : all.with(incident);
        join(group, incident);
      }
    }
    if (all == null) {
      return;
    }
    for (int i = waiting.size() - 1; i >= 0; i--) {
      AlertMessage message = waiting.get(i).message;
      if (message != null && group.has(message.incident().job(), message.incident().identity())) {
        waiting.remove(i);
        group.replaces(message);
      }
    }
    Incident incident = all.ofCause(group.key()).told(Incident.Stage.OPEN, now);
    group.incident(incident);
    due(incident);
    observer.decided(Reason.COMMON_CAUSE);
    waiting.add(new Waiting(null, group, nanos + GATHER_NANOS));
  }

  /** For later JVMs, which then tell of all its jobs together too. */
  private void join(CauseGroup group, Incident member) {
    Incident kept = open.get(member.identity());
    if (kept != null) {
      Incident joined = kept.inGroup(group.key(), group.mostJobs());
      open.put(joined.identity(), joined);
      observer.changed(joined);
    }
  }

  /** One more job has joined; it is named in the next message, which comes soon. */
  private void grown(CauseGroup group, Incident member, long now, long nanos) {
    Incident incident = group.incident();
    if (incident == null) {
      return;
    }
    group.incident(incident.with(member));
    join(group, member);
    for (Waiting other : waiting) {
      if (other.group == group) {
        return;
      }
    }
    long wait = Math.max(0, incident.toldMillis() + CauseGroup.JOIN_MILLIS - now);
    waiting.add(
        new Waiting(null, group, nanos + Math.min(wait, CauseGroup.JOIN_MILLIS) * NANOS_PER_MILLI));
  }

  private void failedTogether(CauseGroup group, AlertEvent event, Occurrence run, long now) {
    Incident before = group.incident();
    if (before == null) {
      return;
    }
    Decision decision = Decision.of(before, run, common(now), now);
    decided(decision, event);
    group.incident(decision.incident());
    if (decision.reason().isTold()) {
      Failure failure = Failure.of(event, config.redactor());
      group.told();
      ready.add(AlertDraft.common(config, decision, group, failure));
    }
  }

  private Terms common(long now) {
    return new Terms(config.policy(), 1, 1, maintenance(config.maintenance(), now));
  }

  private @Nullable CauseGroup groupOf(Incident incident) {
    for (CauseGroup group : causes.values()) {
      if (group.incident() != null && group.has(incident.job(), incident.identity())) {
        return group;
      }
    }
    return null;
  }

  private void tell(AlertMessage message, long now) {
    toldMillis.put(message.incident().job(), now);
    ready.add(message);
  }

  private Terms terms(JobRule rule, JobName job, long now) {
    return new Terms(config.policy(), rule.consecutive(), rule.recover(), held(rule, job, now));
  }

  private @Nullable String held(JobRule rule, JobName job, long now) {
    Mute mute = rule.mute();
    if (mute != null && mute.isActive(now) && !unmuted.contains(job)) {
      return "muted " + mute + " (rule " + rule.name() + ")";
    }
    String window = maintenance(rule.maintenance(), now);
    if (window == null) {
      window = maintenance(config.maintenance(), now);
    }
    return window == null ? silences.reason(job, now) : window;
  }

  private static @Nullable String maintenance(List<TimeWindow> windows, long now) {
    for (TimeWindow window : windows) {
      if (window.contains(now)) {
        return "maintenance window " + window;
      }
    }
    return null;
  }

  private Incident find(AlertEvent event, Fingerprint seen) {
    Fingerprint fingerprint = stacks.adopt(event.job(), seen);
    Incident fresh =
        Incident.closed(
            config.environment(), config.service(), event.job(), event.kind(), fingerprint);
    Incident known = open.get(fresh.identity());
    for (int i = 0; known == null && i < fingerprint.earlier().size(); i++) {
      known = open.get(fresh.identity(fingerprint.earlier().get(i)));
    }
    if (known == null) {
      known = closed.get(fresh.identity());
    }
    return known == null ? fresh : known;
  }

  private void keep(Incident before, Incident after) {
    String identity = after.identity();
    boolean wasKept = open.containsKey(identity);
    open.put(identity, after);
    closed.remove(identity);
    due(after);
    observer.changed(after);
    if (!wasKept) {
      observer.opened(before.job());
      forgetEldest();
    }
  }

  // why: what is held back now may be due later, which the next look at all of them finds out
  private void due(Incident incident) {
    Terms free = new Terms(config.policy(), 1, 1, null);
    dueMillis = Math.min(dueMillis, Decision.dueMillis(incident, free));
  }

  private void forgetEldest() {
    if (open.size() > most) {
      forget(open.values().iterator().next());
    }
  }

  private void forget(Incident incident) {
    open.remove(incident.identity());
    observer.changed(incident.closed(incident.toldMillis()));
    observer.closed(incident.job());
  }

  /**
   * A run of a job succeeded.
   *
   * @param now epoch milliseconds
   */
  void succeeded(AlertEvent event, long now, long nanos) {
    JobName job = event.job();
    JobRule rule = config.rules().ruleFor(job);
    Occurrence run = event.occurrence(jvm, 0);
    Terms terms = terms(rule, job, now);
    List<Incident> recovered = new ArrayList<>();
    boolean anyClosed = false;
    for (Incident incident : new ArrayList<>(open.values())) {
      if (!incident.job().equals(job)) {
        continue;
      }
      CauseGroup group = groupOf(incident);
      Decision decision = Decision.of(incident, run, terms, now);
      decided(decision, event);
      if (decision.incident().stage() != Incident.Stage.CLOSED) {
        keep(incident, decision.incident());
        continue;
      }
      anyClosed = true;
      open.remove(incident.identity());
      closed.put(incident.identity(), decision.incident());
      observer.changed(decision.incident());
      observer.closed(job);
      releaseOrDrop(incident, nanos, now);
      if (group != null) {
        release(group, now);
        group.remove(job);
        recovered(group, now);
      } else if (decision.reason() == Reason.RECOVERED) {
        recovered.add(decision.incident());
      }
    }
    if (anyClosed && rule.mute() != null && rule.mute().isUntilSuccess()) {
      unmuted.add(job);
    }
    for (CauseGroup group : causes.values()) {
      if (group.incident() == null) {
        group.remove(job);
      }
    }
    if (!recovered.isEmpty() && terms.held() == null) {
      tell(AlertDraft.recovered(config, recovered, rule, event, event.endMillis()), now);
    }
  }

  /** A job whose rule asks for it starts, or has ended. */
  void notice(AlertEvent event) {
    observer.decided(Reason.NOTICE);
    ready.add(AlertDraft.notice(config, config.rules().ruleFor(event.job()), event));
  }

  /** A first failure that waits is told before its recovery; a further one is only counted. */
  private void releaseOrDrop(Incident incident, long nanos, long now) {
    for (int i = waiting.size() - 1; i >= 0; i--) {
      AlertMessage message = waiting.get(i).message;
      if (message != null && message.incident().identity().equals(incident.identity())) {
        boolean gathered = waiting.get(i).dueNanos - nanos <= JOIN_NANOS;
        waiting.remove(i);
        if (gathered) {
          tell(message, now);
        } else {
          observer.dropped(message);
        }
      }
    }
  }

  private void recovered(CauseGroup group, long now) {
    Incident incident = group.incident();
    if (!group.isEmpty() || incident == null) {
      return;
    }
    causes.remove(group.key());
    for (int i = waiting.size() - 1; i >= 0; i--) {
      if (waiting.get(i).group == group) {
        waiting.remove(i);
        drop(group);
      }
    }
    ready.add(AlertDraft.recovered(config, incident.closed(now), group, now));
  }

  /** Jobs of which nobody was told yet are named before the first of them is well. */
  private void release(CauseGroup group, long now) {
    for (int i = waiting.size() - 1; i >= 0; i--) {
      if (waiting.get(i).group == group && group.untoldJobs() == group.mostJobs()) {
        waiting.remove(i);
        tell(group, now);
      }
    }
  }

  /** What is due because time has passed. */
  void timePassed(long now) {
    long due = Long.MAX_VALUE;
    for (Incident incident : new ArrayList<>(open.values())) {
      if (groupOf(incident) != null) {
        continue;
      }
      JobRule rule = config.rules().ruleFor(incident.job());
      Terms terms = terms(rule, incident.job(), now);
      Decision decision = Decision.timePassed(incident, terms, now);
      due = Math.min(due, Decision.dueMillis(decision.incident(), terms));
      if (decision.reason().isTold()) {
        observer.decided(decision.reason());
        keep(incident, decision.incident());
        JobHistory history = histories.get(incident.job());
        tell(AlertDraft.failing(config, decision, rule, null, history, terms.held()), now);
      }
    }
    for (CauseGroup group : new ArrayList<>(causes.values())) {
      timePassed(group, now);
      Incident incident = group.incident();
      due = incident == null ? due : Math.min(due, Decision.dueMillis(incident, common(now)));
    }
    dueMillis = due;
  }

  private void timePassed(CauseGroup group, long now) {
    Incident incident = group.incident();
    if (incident == null) {
      if (group.isOver(now)) {
        causes.remove(group.key());
      }
      return;
    }
    Decision decision = Decision.timePassed(incident, common(now), now);
    if (decision.reason().isTold()) {
      observer.decided(decision.reason());
      group.incident(decision.incident());
      ready.add(AlertDraft.common(config, decision, group, incident.failure()));
    }
  }

  /** Epoch milliseconds before which {@link #timePassed} has nothing to tell. */
  long dueMillis() {
    return dueMillis;
  }

  /**
   * The next message to be sent, or null.
   *
   * @param flush true: nothing is waited for any longer
   */
  @Nullable AlertMessage poll(long now, long nanos, boolean flush) {
    for (int i = 0; i < waiting.size(); i++) {
      Waiting next = waiting.get(i);
      if (flush || next.dueNanos - nanos <= 0) {
        waiting.remove(i--);
        if (next.message != null) {
          tell(next.message, now);
        } else if (next.group != null) {
          tell(next.group, now);
        }
      }
    }
    return ready.poll();
  }

  private void tell(CauseGroup group, long now) {
    Incident incident = group.incident();
    if (incident == null) {
      return;
    }
    boolean first = group.untoldJobs() == group.mostJobs();
    group.told();
    Incident told = incident.told(incident.stage(), now);
    group.incident(told);
    Decision decision = Decision.told(first ? Reason.COMMON_CAUSE : Reason.JOINED, told);
    ready.add(AlertDraft.common(config, decision, group, incident.failure()));
    drop(group);
  }

  private void drop(CauseGroup group) {
    for (AlertMessage message : group.replaced()) {
      observer.dropped(message);
    }
  }

  /** Nanoseconds until a message is due that waits for others; {@link Long#MAX_VALUE} if none. */
  long waitNanos(long nanos) {
    long wait = Long.MAX_VALUE;
    for (Waiting next : waiting) {
      wait = Math.min(wait, Math.max(0, next.dueNanos - nanos));
    }
    return wait;
  }

  /** A copy: the open ones, and those of which too little has been seen to be told. */
  List<Incident> open() {
    return new ArrayList<>(open.values());
  }

  /** A copy: what people were told of and is not over, a common cause in place of its jobs. */
  List<Incident> told() {
    Set<String> untold = new HashSet<>();
    for (Waiting other : waiting) {
      if (other.message != null) {
        untold.add(other.message.incident().identity());
      }
    }
    List<Incident> told = new ArrayList<>();
    for (CauseGroup group : causes.values()) {
      Incident incident = group.incident();
      if (incident != null) {
        told.add(incident);
      }
    }
    for (Incident incident : open.values()) {
      if (incident.isOpen()
          && incident.isTold()
          && !untold.contains(incident.identity())
          && groupOf(incident) == null) {
        told.add(incident);
      }
    }
    return told;
  }

  /** As another JVM left it, or has changed it since. */
  void restore(Incident incident) {
    boolean wasKept = open.containsKey(incident.identity());
    if (incident.stage() == Incident.Stage.CLOSED) {
      if (open.remove(incident.identity()) != null) {
        observer.closed(incident.job());
      }
      closed.put(incident.identity(), incident);
      leave(incident);
    } else {
      open.put(incident.identity(), incident);
      due(incident);
      regroup(incident);
      if (!wasKept) {
        observer.opened(incident.job());
        forgetEldest();
      }
    }
  }

  private void regroup(Incident incident) {
    if (incident.group().isEmpty()) {
      return;
    }
    CauseGroup group = causes.get(incident.group());
    if (group == null) {
      group = new CauseGroup(incident.group(), CauseGroup.JOBS);
      causes.put(incident.group(), group);
    }
    if (!group.has(incident.job(), incident.identity())) {
      group.restore(incident, incident.groupJobs());
    }
  }

  /** Another JVM has closed it, and told of all of them if it was the last. */
  private void leave(Incident incident) {
    CauseGroup group = groupOf(incident);
    if (group != null) {
      group.remove(incident.job());
      if (group.isEmpty()) {
        causes.remove(group.key());
      }
    }
  }
}
