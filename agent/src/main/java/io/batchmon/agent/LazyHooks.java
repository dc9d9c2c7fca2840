package io.batchmon.agent;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.run.RunObserver;
import io.batchmon.agent.telemetry.AgentThread;
import io.batchmon.weaving.HookTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Hooks in classes that every JVM uses: nobody pays for them before there is a job, be it a
 * framework or a run. From then on they are woven when loaded; what is loaded already is woven in a
 * daemon thread, as a class being loaded may wait for that very class.
 */
final class LazyHooks implements RunObserver {
  private final Instrumentation instrumentation;
  private final HookTransformer transformer;
  private final AgentLog log;
  private final PeerAgents peers;
  private final AtomicBoolean seen = new AtomicBoolean();

  LazyHooks(
      Instrumentation instrumentation,
      HookTransformer transformer,
      AgentLog log,
      PeerAgents peers) {
    this.instrumentation = instrumentation;
    this.transformer = transformer;
    this.log = log;
    this.peers = peers;
  }

  @Override
  public void started(ActiveRun run) {
    jobSeen();
  }

  @Override
  public void ended(ActiveRun run) {}

  /** There is a job in this JVM; only the first call does something. */
  void jobSeen() {
    if (seen.get() || !seen.compareAndSet(false, true)) {
      return;
    }
    boolean any = transformer.weaveLazyHooks();
    AgentThread.daemon(new Weaving(any), "batchmon-hooks").start();
  }

  private final class Weaving implements Runnable {
    private final boolean any;

    Weaving(boolean any) {
      this.any = any;
    }

    @Override
    public void run() {
      peers.look();
      if (any) {
        retransformLoaded(instrumentation, transformer, log, true);
      }
    }
  }

  private static boolean concerns(HookTransformer transformer, Class<?> type) {
    return transformer.concerns(type.getName())
        || (transformer.isMatching()
            && type.getClassLoader() != null
            && type.getClassLoader() != LazyHooks.class.getClassLoader());
  }

  /** Weaves classes that were loaded before the transformer knew their hooks. */
  static void retransformLoaded(
      Instrumentation instrumentation, HookTransformer transformer, AgentLog log, boolean lazy) {
    List<Class<?>> loaded = new ArrayList<>();
    for (Class<?> type : instrumentation.getAllLoadedClasses()) {
      if ((lazy ? transformer.concernsLazily(type.getName()) : concerns(transformer, type))
          && instrumentation.isModifiableClass(type)) {
        loaded.add(type);
      }
    }
    for (Class<?> type : loaded) {
      try {
        instrumentation.retransformClasses(type);
      } catch (UnmodifiableClassException | LinkageError failure) {
        log.warn("the loaded class " + type.getName() + " cannot be hooked", failure);
      }
    }
  }
}
