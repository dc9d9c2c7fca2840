package io.batchmon.agent;

import io.batchmon.agent.alert.Alerts;
import io.batchmon.agent.channel.Channels;
import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.HostName;
import io.batchmon.agent.config.PlatformWork;
import io.batchmon.agent.config.Redactor;
import io.batchmon.agent.config.ServiceName;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.config.SparkMain;
import io.batchmon.agent.entrypoint.EntryPoints;
import io.batchmon.agent.log.JsonFormat;
import io.batchmon.agent.log.RunLines;
import io.batchmon.agent.propagation.Propagation;
import io.batchmon.agent.run.Clock;
import io.batchmon.agent.run.FlushedAtExit;
import io.batchmon.agent.run.JvmLife;
import io.batchmon.agent.run.JvmLife.MainIsJob;
import io.batchmon.agent.run.Pools;
import io.batchmon.agent.run.RunObserver;
import io.batchmon.agent.run.Runs;
import io.batchmon.agent.run.SqlPools;
import io.batchmon.agent.run.Statements;
import io.batchmon.agent.run.UnreadFailures;
import io.batchmon.agent.state.StateDirectory;
import io.batchmon.agent.telemetry.Telemetry;
import io.batchmon.job.HttpRequests;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.JsonLines;
import io.batchmon.job.JvmEvents;
import io.batchmon.job.RunKind;
import io.batchmon.job.SqlCalls;
import io.batchmon.weaving.HookIndex;
import io.batchmon.weaving.HookTransformer;
import io.batchmon.weaving.WovenHook;
import java.io.File;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Puts the agent together and starts it: read this first. Called by the premain, in the main
 * thread, before the application; whatever fails is one line and the application runs without
 * batchmon.
 */
final class AgentStarter {
  private static final String NETTY = "io/netty/bootstrap/ServerBootstrap";
  private static final String SPARK = "org/apache/spark/SparkContext";
  private static final List<String> SERVERS =
      Arrays.asList(
          "org/apache/catalina/core/StandardServer",
          "org/eclipse/jetty/server/Server",
          "io/undertow/Undertow",
          NETTY,
          "sun/net/httpserver/ServerImpl");

  /** Where one of these is, the JVM is ended by a signal, and that is no news. */
  private static final List<String> SCHEDULERS =
      Arrays.asList(
          "org/quartz/core/QuartzSchedulerThread",
          "io/quarkus/scheduler/runtime/SimpleScheduler",
          "org/redisson/executor/TasksRunnerService",
          // why: a query on a stream goes on until somebody ends it
          "org/apache/spark/streaming/StreamingContext",
          "org/apache/spark/sql/execution/streaming/StreamExecution",
          "org/apache/spark/sql/execution/streaming/runtime/StreamExecution");

  private static final String QUARKUS = "io/quarkus/scheduler/common/runtime/DefaultInvoker";

  private AgentStarter() {}

  static void start(Instrumentation instrumentation, Settings settings, ClassDefiner definer)
      throws IOException {
    Redactor redactor = Redactor.of(settings);
    AgentLog log = settings.log().redacting(redactor);
    MainClass mainClass =
        MainClass.of(System.getProperty("sun.java.command"), System.getProperty("java.class.path"));
    HookReport report = new HookReport(log);

    List<String> watched = new ArrayList<>(SERVERS);
    watched.addAll(SCHEDULERS);
    if (settings.isInstrumented("quarkus-scheduler")) {
      watched.add(QUARKUS);
    }
    if (mainClass != null && !SparkMain.isOwn(mainClass.application())) {
      watched.add(SPARK);
    }
    List<WovenHook> hooks = new ArrayList<>();
    boolean json = settings.word("batchmon.logs.format", "text", "json").equals("json");
    EntryPoints entryPoints = addHooks(settings, mainClass, json, hooks);
    HookTransformer transformer =
        new HookTransformer(hooks, watched, new AdviceDefiner(definer, instrumentation), report);
    // why: calls of its own OkHttp are none of the application
    transformer.spare(AgentStarter.class.getClassLoader());
    if (entryPoints != null && entryPoints.isAnyDescribed()) {
      transformer.match(entryPoints);
    }
    PeerAgents peers = new PeerAgents(log);
    LazyHooks lazyHooks = new LazyHooks(instrumentation, transformer, log, peers);

    Telemetry telemetry = new Telemetry(settings, log, Clock.SYSTEM, redactor);
    String service = ServiceName.of(settings, System.getProperties(), System.getenv());
    String environment = settings.text("batchmon.environment", "development");
    Alerts alerts =
        Alerts.of(
            settings,
            log,
            Clock.SYSTEM,
            redactor,
            service,
            environment,
            HostName.of(System.getenv(), new File("/")),
            Channels.of(settings, log),
            StateDirectory.of(
                settings, System.getProperties(), System.getenv(), service, environment));
    if (json) {
      JsonLines.format(new JsonFormat(redactor, service, environment));
    }
    RunLines lines = new RunLines(settings, Clock.SYSTEM, telemetry);
    List<RunObserver> observers = Arrays.asList(telemetry, alerts, lazyHooks, lines);
    List<FlushedAtExit> outputs =
        new ArrayList<>(Arrays.asList(alerts.firstWord(), telemetry, alerts));
    if (entryPoints != null) {
      outputs.add(entryPoints);
    }
    Runs runs = new Runs(Clock.SYSTEM, observers, report::failed);
    lines.of(runs);
    peers.tell(runs);
    telemetry.whenMeasurable(runs::measure);
    runs.propagate(Propagation.of(settings));
    JvmLife life =
        new JvmLife(
            runs,
            mainRun(settings, mainClass),
            mainIsJob(settings),
            outputs,
            settings.millis("batchmon.shutdown.timeout", 2000) * 1_000_000,
            Clock.SYSTEM);
    long slowMillis = settings.millis("batchmon.sql.slow", 2000);
    AtomicBoolean databases = new AtomicBoolean();
    AtomicBoolean sparkDriver = new AtomicBoolean();
    report.listen(
        new HookReport.Listener() {
          @Override
          public void frameworkWoven(boolean isMainClass) {
            telemetry.start();
            peers.look();
            if (!isMainClass) {
              lazyHooks.jobSeen();
            }
          }

          @Override
          public void watchedClassSeen(String className) {
            if (SCHEDULERS.contains(className)) {
              life.schedulerSeen();
            } else if (className.equals(QUARKUS)) {
              runs.leaveQuartzToQuarkus();
            } else if (className.equals(SPARK)) {
              sparkDriver.set(true);
            } else if (!className.equals(NETTY) || !sparkDriver.get()) {
              // why: a driver is a server of its executors, and a job all the same
              life.serverSeen();
            }
          }

          @Override
          public void entryPointWoven(WovenHook hook) {
            if (entryPoints != null) {
              entryPoints.woven(hook);
            }
          }

          @Override
          public void databaseWoven() {
            if (databases.compareAndSet(false, true)) {
              SqlPools connections = new SqlPools();
              telemetry.listenTo(connections);
              SqlCalls.listen(new Statements(runs, Clock.SYSTEM, connections, slowMillis));
            }
          }

          @Override
          public void adviceFailed(String hook) {
            telemetry.adviceFailed(hook);
          }
        });
    Set<String> shown = new HashSet<>(settings.list("batchmon.job.parameters"));
    alerts.keepRecords(life);
    alerts.listen(telemetry);
    HttpRequests.configure(
        RequestSettings.traceHeader(settings), RequestSettings.ignored(settings));
    JobRuns.listen(new Door(runs, report, telemetry, alerts, shown, life));
    JvmEvents.listen(life);
    UnreadFailures unread = new UnreadFailures(Clock.SYSTEM);
    telemetry.listenTo(new Pools(unread), unread);
    openTasks(instrumentation, log);
    // why: it may find runs that are lost, which telemetry is told of at once
    alerts.recall();

    instrumentation.addTransformer(transformer, true);
    LazyHooks.retransformLoaded(instrumentation, transformer, log, false);
  }

  private static void openTasks(Instrumentation instrumentation, AgentLog log) {
    try {
      ClassDefiner.openTasks(instrumentation, JobRuns.class);
    } catch (ReflectiveOperationException | RuntimeException failure) {
      log.warn("tasks of executors and timers will have no names", failure);
    }
  }

  private static JobRun mainRun(Settings settings, @Nullable MainClass mainClass) {
    PlatformWork work = PlatformWork.of(System.getenv());
    return JobRun.builder(RunKind.JOB, JobName.of("main", mainName(settings, mainClass)))
        .code(mainClass == null ? "" : mainClass.application(), "main")
        .instanceId(work.id())
        .attempt(work.attempt())
        .build();
  }

  private static @Nullable String mainName(Settings settings, @Nullable MainClass mainClass) {
    String name = settings.text("batchmon.main.name");
    return name != null || mainClass == null ? name : mainClass.simpleName();
  }

  private static MainIsJob mainIsJob(Settings settings) {
    switch (settings.word("batchmon.main", "auto", "true", "false")) {
      case "true":
        return MainIsJob.TRUE;
      case "false":
        return MainIsJob.FALSE;
      default:
        return MainIsJob.AUTO;
    }
  }

  /** Fills the list with what is to be hooked; returns what the operator names, or null. */
  private static @Nullable EntryPoints addHooks(
      Settings settings, @Nullable MainClass mainClass, boolean json, List<WovenHook> enabled)
      throws IOException {
    EntryPoints entryPoints = null;
    Set<String> known = new TreeSet<>();
    for (String line : AgentEntry.lines("hooks.index")) {
      WovenHook hook = HookIndex.parse(line);
      known.add(hook.instrumentation());
      if (!settings.isInstrumented(hook.instrumentation())
          || (!json && hook.instrumentation().endsWith(HookReport.JSON))) {
        continue;
      }
      if (hook.isEntryPoint()) {
        entryPoints = EntryPoints.of(settings, hook, settings.log(), Clock.SYSTEM);
        if (entryPoints != null) {
          enabled.addAll(entryPoints.hooks());
        }
      } else if (!hook.isInMainClass()) {
        enabled.add(hook);
      } else if (mainClass != null) {
        enabled.add(hook.in(mainClass.internalName()));
      }
    }
    settings.sayUnknownInstrumentations(known);
    return entryPoints;
  }
}
