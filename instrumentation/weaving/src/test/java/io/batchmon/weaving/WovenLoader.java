package io.batchmon.weaving;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Defines classes again, woven. While a class is being woven nothing may be loaded through it: a
 * transformer that loads classes ends in a ClassCircularityError one day.
 */
final class WovenLoader extends ClassLoader {
  private final HookTransformer transformer;
  private final Predicate<String> mine;
  private final Map<String, byte[]> made = new HashMap<>();
  private final List<String> woven = new ArrayList<>();
  private final List<String> unfit = new ArrayList<>();
  private boolean weaving;

  WovenLoader(ClassLoader parent, Predicate<String> mine, List<WovenHook> hooks) {
    super(parent);
    this.mine = mine;
    this.transformer =
        new HookTransformer(hooks, List.of(), (hook, loader, domain) -> {}, new Remembering());
  }

  /** A class that exists as bytes only. */
  WovenLoader with(String name, byte[] classFile) {
    made.put(name, classFile);
    return this;
  }

  /** From now on, nothing of this loader is woven. */
  void spare() {
    transformer.spare(this);
  }

  /** What was told of hooks that do not fit. */
  List<String> unfit() {
    return unfit;
  }

  List<String> woven() {
    return woven;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (weaving) {
      throw new AssertionError("the weaver loads " + name);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      if (!made.containsKey(name) && !mine.test(name)) {
        return super.loadClass(name, resolve);
      }
      byte[] classFile = made.containsKey(name) ? made.get(name) : read(name);
      weaving = true;
      byte[] changed;
      try {
        changed = transformer.transform(this, name.replace('.', '/'), null, null, classFile);
      } finally {
        weaving = false;
      }
      byte[] defined = changed == null ? classFile : changed;
      return defineClass(name, defined, 0, defined.length);
    }
  }

  private byte[] read(String name) throws ClassNotFoundException {
    try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      return in.readAllBytes();
    } catch (IOException failure) {
      throw new ClassNotFoundException(name, failure);
    }
  }

  private final class Remembering implements WeavingListener {
    @Override
    public void woven(WovenHook hook, java.security.ProtectionDomain domain) {
      woven.add(hook.display());
    }

    @Override
    public void unfit(WovenHook hook, java.security.ProtectionDomain domain, String reason) {
      unfit.add(hook.display() + ": " + reason);
    }

    @Override
    public void seen(String className) {}
  }
}
