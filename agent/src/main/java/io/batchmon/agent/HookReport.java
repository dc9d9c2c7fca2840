package io.batchmon.agent;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.weaving.WeavingListener;
import io.batchmon.weaving.WovenHook;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What became of each hook, and which advice failed: each is told once, with the file that the
 * framework came from, since that names its version. Thread-safe.
 */
final class HookReport implements WeavingListener {
  /** Told in the thread that loads the class; never blocks. */
  interface Listener {
    /** A framework of jobs is there, or the main class, which may be a job. */
    void frameworkWoven(boolean isMainClass);

    void watchedClassSeen(String className);

    /** A method that the operator has named is hooked. */
    void entryPointWoven(WovenHook hook);

    void databaseWoven();

    void adviceFailed(String hook);
  }

  /** What the name of an instrumentation ends with that is woven only to write JSON. */
  static final String JSON = "-json";

  private static final String UNKNOWN_SOURCE = "the JDK";

  /** Drivers of databases and pools of their connections. */
  static final String DATABASES = "jdbc";

  /** What every JVM has, such as logging: that one is there says nothing about jobs. */
  private static final Set<String> COMPANIONS =
      new HashSet<>(
          Arrays.asList(
              "logback",
              "log4j",
              "log4j1",
              "jboss-logmanager",
              "opentelemetry",
              "datadog",
              DATABASES));

  private final AgentLog log;
  private final Map<String, String> sources = new ConcurrentHashMap<>();
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Listener listener;

  HookReport(AgentLog log) {
    this.log = log;
  }

  void listen(Listener newListener) {
    listener = newListener;
  }

  @Override
  public void woven(WovenHook hook, @Nullable ProtectionDomain domain) {
    sources.put(hook.display(), sourceOf(domain));
    log.info("hooked " + hook.display() + " in " + sourceOf(domain));
    Listener behind = listener;
    if (behind != null && (hook.isInMainClass() || hook.isEntryPoint() || isOfJobs(hook))) {
      behind.frameworkWoven(hook.isInMainClass());
    }
    if (behind != null && hook.instrumentation().equals(DATABASES)) {
      behind.databaseWoven();
    }
    if (behind != null && hook.isEntryPoint()) {
      behind.entryPointWoven(hook);
    }
  }

  private static boolean isOfJobs(WovenHook hook) {
    return !hook.isJdkOnly() && !COMPANIONS.contains(companyOf(hook.instrumentation()));
  }

  private static String companyOf(String instrumentation) {
    return instrumentation.endsWith(JSON)
        ? instrumentation.substring(0, instrumentation.length() - JSON.length())
        : instrumentation;
  }

  @Override
  public void unfit(WovenHook hook, @Nullable ProtectionDomain domain, String reason) {
    String source = sourceOf(domain);
    // why: a version that is not known misses many hooks at once, and one line is enough
    if (told.add("unfit " + hook.instrumentation() + ' ' + source)) {
      log.warn(
          "hook "
              + hook.display()
              + " does not fit "
              + source
              + ": "
              + reason
              + "; some or all runs of this "
              + hook.instrumentation()
              + " are not seen, the application is unaffected; the README names the versions that"
              + " are known, batchmon.instrumentation."
              + hook.instrumentation()
              + ".enabled=false silences this");
    }
  }

  @Override
  public void matchingFailed(String className, Throwable failure) {
    if (told.add("matching")) {
      log.warn(
          "the class "
              + className
              + " could not be looked at for batchmon.entrypoints, and is left as it is; said once",
          failure);
    }
  }

  @Override
  public void seen(String className) {
    Listener behind = listener;
    if (behind != null) {
      behind.watchedClassSeen(className);
    }
  }

  /** Advice of a hook, or an observer of ours, threw; the job went on. */
  void failed(String hook, Throwable failure) {
    Listener behind = listener;
    if (behind != null) {
      behind.adviceFailed(hook);
    }
    if (told.add("failed " + hook)) {
      String source = sources.get(hook);
      log.warn(
          "hook "
              + hook
              + (source == null ? "" : " in " + source)
              + " failed; the job went on, its run may be incomplete; said once, then counted",
          failure);
    }
  }

  private static String sourceOf(@Nullable ProtectionDomain domain) {
    CodeSource source = domain == null ? null : domain.getCodeSource();
    if (source == null || source.getLocation() == null) {
      return UNKNOWN_SOURCE;
    }
    String path = source.getLocation().getPath();
    while (path.endsWith("/") || path.endsWith("!")) {
      path = path.substring(0, path.length() - 1);
    }
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
