package io.batchmon.instrumentation.testing;

import io.batchmon.weaving.AdviceLoader;
import io.batchmon.weaving.WovenHook;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Defines advice of the JDK's modules that are not on the bootstrap loader, beside them. All other
 * advice is where the woven class finds it: on the class path, or appended to the bootstrap one.
 */
final class PlatformAdvice implements AdviceLoader {
  private final Instrumentation jvm;
  private final Set<String> defined = ConcurrentHashMap.newKeySet();

  PlatformAdvice(Instrumentation jvm) {
    this.jvm = jvm;
  }

  @Override
  public void define(
      WovenHook hook, @Nullable ClassLoader loader, @Nullable ProtectionDomain domain)
      throws IOException, ReflectiveOperationException {
    if (loader != ClassLoader.getPlatformClassLoader() || !defined.add(hook.advice())) {
      return;
    }
    String hooked = hook.className().replace('/', '.');
    String inPackage = hooked.substring(0, hooked.lastIndexOf('.'));
    for (Module module : ModuleLayer.boot().modules()) {
      if (module.getClassLoader() == loader && module.getPackages().contains(inPackage)) {
        redefine(module, Set.of(loader.getUnnamedModule()), Map.of());
      }
    }
    redefine(
        Object.class.getModule(), Set.of(), Map.of("java.lang", Set.of(getClass().getModule())));
    Method define =
        ClassLoader.class.getDeclaredMethod(
            "defineClass", String.class, byte[].class, int.class, int.class);
    define.setAccessible(true);
    try (InputStream in =
        getClass().getClassLoader().getResourceAsStream(hook.advice() + ".class")) {
      byte[] bytes = in.readAllBytes();
      define.invoke(loader, hook.advice().replace('/', '.'), bytes, 0, bytes.length);
    }
  }

  private void redefine(Module module, Set<Module> reads, Map<String, Set<Module>> opens) {
    jvm.redefineModule(module, reads, Map.of(), opens, Set.of(), Map.of());
  }
}
