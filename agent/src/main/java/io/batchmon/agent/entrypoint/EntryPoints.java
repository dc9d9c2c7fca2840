package io.batchmon.agent.entrypoint;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.run.Clock;
import io.batchmon.agent.run.FlushedAtExit;
import io.batchmon.weaving.ClassMatcher;
import io.batchmon.weaving.WovenHook;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The methods that {@code batchmon.entrypoints} names: those named exactly are hooks, the others
 * are looked for in each class that is loaded. What leads to nothing, or to too much, is said.
 */
public final class EntryPoints implements ClassMatcher, FlushedAtExit {
  private static final String SETTING = "batchmon.entrypoints";
  private static final String FORMS =
      "com.acme.Job#run, @com.acme.Batch, implements com.acme.Task#execute, com.acme.jobs.*#run";
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private final WovenHook template;
  private final AgentLog log;
  private final Clock clock;
  private final long startNanos;
  private final List<EntryPoint> exact = new ArrayList<>();
  private final List<EntryPoint> described = new ArrayList<>();
  private final Set<String> tooMany = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean said = new AtomicBoolean();

  // why: a field of its type would have the JVM load Byte Buddy's matching to verify this class
  private @Nullable ClassMatcher matcher;

  private EntryPoints(WovenHook template, AgentLog log, Clock clock) {
    this.template = template;
    this.log = log;
    this.clock = clock;
    this.startNanos = clock.nanoTime();
  }

  /**
   * Those of the settings; null if there are none. An entry that cannot be read is one warning.
   *
   * @param template the hook to be put into each method
   */
  public static @Nullable EntryPoints of(
      Settings settings, WovenHook template, AgentLog log, Clock clock) {
    String text = settings.text(SETTING);
    if (text == null) {
      return null;
    }
    EntryPoints all = new EntryPoints(template, log, clock);
    for (String entry : text.split(",", -1)) {
      all.add(entry);
    }
    return all;
  }

  /** Only reads them: an entry that cannot be read is one warning. */
  public static void check(Settings settings, AgentLog log) {
    String text = settings.text(SETTING);
    if (text != null) {
      for (String entry : text.split(",", -1)) {
        parsed(entry, log);
      }
    }
  }

  private static @Nullable EntryPoint parsed(String entry, AgentLog log) {
    EntryPoint point = EntryPoint.parse(entry);
    if (point == null) {
      log.warn(SETTING + ": \"" + entry.trim() + "\" is left out; the forms are " + FORMS);
    }
    return point;
  }

  private void add(String entry) {
    EntryPoint point = parsed(entry, log);
    if (point == null) {
      return;
    }
    if (point.kind() == EntryPoint.Kind.METHOD) {
      exact.add(point);
    } else {
      described.add(point);
    }
  }

  /** One for each method that is named exactly. */
  public List<WovenHook> hooks() {
    List<WovenHook> hooks = new ArrayList<>();
    for (EntryPoint point : exact) {
      hooks.add(template.in(point.type().replace('.', '/'), point.method(), null));
    }
    return hooks;
  }

  /** Whether any are described, so that each class is to be looked at. */
  public boolean isAnyDescribed() {
    return !described.isEmpty();
  }

  /** A hook was put into a class. */
  public void woven(WovenHook hook) {
    String type = hook.className().replace('/', '.');
    for (EntryPoint point : exact) {
      if (point.type().equals(type) && point.method().equals(hook.methodName())) {
        point.found();
      }
    }
  }

  @Override
  public List<WovenHook> hooksOf(@Nullable ClassLoader loader, String className, byte[] classFile) {
    if (clock.nanoTime() - startNanos > PATIENCE_NANOS) {
      sayUnused();
    }
    if (loader == null || LibraryClasses.isOne(className)) {
      return Collections.emptyList();
    }
    return matcher().hooksOf(loader, className, classFile);
  }

  private synchronized ClassMatcher matcher() {
    ClassMatcher known = matcher;
    if (known == null) {
      known = new EntryPointMatcher(described, template, this);
      matcher = known;
    }
    return known;
  }

  /** A method of an entry that has led to too many. */
  void tooMany(EntryPoint point) {
    if (tooMany.add(point.toString())) {
      log.warn(
          SETTING
              + ": \""
              + point
              + "\" matches more than "
              + EntryPoint.MOST_METHODS
              + " methods; those beyond are no jobs, name them more exactly");
    }
  }

  private void sayUnused() {
    if (!said.compareAndSet(false, true)) {
      return;
    }
    for (List<EntryPoint> points : new ArrayList<>(Arrays.asList(exact, described))) {
      for (EntryPoint point : points) {
        if (point.methods() == 0) {
          log.warn(
              SETTING
                  + ": \""
                  + point
                  + "\" has matched no method of a class that was loaded so far; "
                  + point.hint());
        }
      }
    }
  }

  /** Nothing is sent, so there is nothing to begin. */
  @Override
  public void beginFlush() {}

  @Override
  public void awaitFlush(long nanos) {
    sayUnused();
  }
}
