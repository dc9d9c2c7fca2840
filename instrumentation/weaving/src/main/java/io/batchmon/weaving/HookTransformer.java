package io.batchmon.weaving;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the classes that have hooks. Every class that the JVM loads passes here: a look-up in a
 * hash map, and a miss returns before anything is read. Thread-safe; never throws.
 */
public final class HookTransformer implements ClassFileTransformer {
  private static final int NEWEST_CLASS_FILE = 72;

  private volatile @Nullable ClassMatcher matcher;
  private volatile @Nullable ClassLoader spared;
  private final AdviceLoader adviceLoader;
  private final WeavingListener listener;
  private final Set<String> watched;

  // why: replaced as a whole, so that the look-up needs neither a lock nor a concurrent map
  private volatile Map<String, List<WovenHook>> hooks;

  private List<WovenHook> waiting;

  /**
   * A transformer of these hooks.
   *
   * @param watched internal names of classes that are told of when they are loaded
   */
  public HookTransformer(
      List<WovenHook> hooks,
      List<String> watched,
      AdviceLoader adviceLoader,
      WeavingListener listener) {
    this.adviceLoader = adviceLoader;
    this.listener = listener;
    Map<String, List<WovenHook>> byClass = new HashMap<>();
    this.watched = new HashSet<>(watched);
    for (String name : watched) {
      byClass.put(name, Collections.<WovenHook>emptyList());
    }
    List<WovenHook> lazy = new ArrayList<>();
    for (WovenHook hook : hooks) {
      if (hook.isLazy()) {
        lazy.add(hook);
      } else {
        add(byClass, hook);
      }
    }
    this.waiting = lazy;
    this.hooks = byClass;
  }

  private static void add(Map<String, List<WovenHook>> byClass, WovenHook hook) {
    List<WovenHook> before = byClass.get(hook.className());
    List<WovenHook> after = before == null ? new ArrayList<>(2) : new ArrayList<>(before);
    after.add(hook);
    byClass.put(hook.className(), after);
  }

  /**
   * From now on lazy hooks are woven when their classes are loaded; those that are loaded already
   * have to be retransformed.
   *
   * @return false if that was so before, or there is no lazy hook
   */
  public synchronized boolean weaveLazyHooks() {
    if (waiting.isEmpty()) {
      return false;
    }
    Map<String, List<WovenHook>> byClass = new HashMap<>(hooks);
    for (WovenHook hook : waiting) {
      add(byClass, hook);
    }
    hooks = byClass;
    waiting = Collections.emptyList();
    return true;
  }

  /** From now on, classes of this loader are left alone: an agent carries frameworks itself. */
  public void spare(@Nullable ClassLoader loader) {
    spared = loader;
  }

  /** From now on, classes that no hook names are shown to this one. */
  public void match(ClassMatcher newMatcher) {
    matcher = newMatcher;
  }

  /** Whether classes that no hook names are looked at as well. */
  public boolean isMatching() {
    return matcher != null;
  }

  /** Whether a class of this binary name would be woven or told of. */
  public boolean concerns(String className) {
    return hooks.containsKey(className.replace('.', '/'));
  }

  /** Whether a class of this binary name has a lazy hook. */
  public boolean concernsLazily(String className) {
    List<WovenHook> here = hooks.get(className.replace('.', '/'));
    if (here != null) {
      for (WovenHook hook : here) {
        if (hook.isLazy()) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String className,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    if (className == null || (loader != null && loader == spared)) {
      return null;
    }
    List<WovenHook> here = hooks.get(className);
    if (here != null && watched.contains(className)) {
      listener.seen(className);
    }
    ClassMatcher others = matcher;
    if (others != null) {
      here = withMatched(others, here, loader, className, classFile);
    }
    if (here == null || here.isEmpty()) {
      return null;
    }
    try {
      return weave(here, loader, domain, classFile);
    } catch (Throwable failure) {
      for (WovenHook hook : here) {
        listener.unfit(hook, domain, "weaving failed: " + failure);
      }
      return null;
    }
  }

  private @Nullable List<WovenHook> withMatched(
      ClassMatcher others,
      @Nullable List<WovenHook> here,
      @Nullable ClassLoader loader,
      String className,
      byte[] classFile) {
    try {
      List<WovenHook> matched = others.hooksOf(loader, className, classFile);
      if (matched.isEmpty()) {
        return here;
      }
      List<WovenHook> all = here == null ? new ArrayList<>(2) : new ArrayList<>(here);
      all.addAll(matched);
      return all;
    } catch (Throwable failure) {
      listener.matchingFailed(className.replace('/', '.'), failure);
      return here;
    }
  }

  private byte @Nullable [] weave(
      List<WovenHook> here,
      @Nullable ClassLoader loader,
      @Nullable ProtectionDomain domain,
      byte[] classFile)
      throws Exception {
    int major = ((classFile[6] & 0xff) << 8) | (classFile[7] & 0xff);
    byte[] readable = classFile;
    if (major > NEWEST_CLASS_FILE) {
      // why: ASM refuses class files of a JDK newer than itself although nothing we touch differs
      readable = classFile.clone();
      readable[6] = 0;
      readable[7] = NEWEST_CLASS_FILE;
    }
    ClassReader reader = new ClassReader(readable);
    ClassWriter writer = new ClassWriter(reader, 0);
    HookedClass visitor = new HookedClass(writer, here);
    reader.accept(visitor, ClassReader.EXPAND_FRAMES);
    List<WovenHook> matched = visitor.matched();
    String superName = reader.getSuperName();
    List<WovenHook> missing = new ArrayList<>(0);
    for (WovenHook hook : here) {
      if (matched.contains(hook) || hook.isOptional() || isCovered(hook, matched, missing)) {
        continue;
      }
      missing.add(hook);
      if (hook.isInMainClass() && superName != null && !superName.equals("java/lang/Object")) {
        hookSuperclass(hook, superName);
      } else {
        listener.unfit(
            hook,
            domain,
            hook.isAlternative()
                ? "a version that batchmon does not know: no known form of the method is there"
                : "the class has no such method, or not with what advice takes");
      }
    }
    if (matched.isEmpty()) {
      return null;
    }
    for (WovenHook hook : matched) {
      adviceLoader.define(hook, loader, domain);
    }
    byte[] woven = writer.toByteArray();
    woven[6] = classFile[6];
    woven[7] = classFile[7];
    for (WovenHook hook : matched) {
      listener.woven(hook, domain);
    }
    return woven;
  }

  /** Whether another form of the hook's method was found, or told of already. */
  private static boolean isCovered(
      WovenHook hook, List<WovenHook> matched, List<WovenHook> missing) {
    for (WovenHook other : matched) {
      if (hook.isAlternativeTo(other)) {
        return true;
      }
    }
    for (WovenHook other : missing) {
      if (hook.isAlternativeTo(other)) {
        return true;
      }
    }
    return false;
  }

  // why: the JVM reads a class before its superclass, so an inherited main is looked for one higher
  private synchronized void hookSuperclass(WovenHook hook, String superName) {
    Map<String, List<WovenHook>> byClass = new HashMap<>(hooks);
    add(byClass, hook.in(superName));
    hooks = byClass;
  }
}
