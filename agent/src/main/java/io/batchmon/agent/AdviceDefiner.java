package io.batchmon.agent;

import io.batchmon.weaving.AdviceLoader;
import io.batchmon.weaving.WovenHook;
import java.security.ProtectionDomain;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Defines advice beside the framework that calls it, or on the bootstrap loader. */
final class AdviceDefiner implements AdviceLoader {
  private final ClassDefiner definer;
  private final Set<String> onBootstrap = ConcurrentHashMap.newKeySet();

  AdviceDefiner(ClassDefiner definer) {
    this.definer = definer;
  }

  @Override
  public void define(
      WovenHook hook, @Nullable ClassLoader loader, @Nullable ProtectionDomain domain)
      throws Exception {
    if (!hook.isJdkOnly()) {
      definer.define(hook.advice(), ClassDefiner.stored("advice", hook.advice()), loader, domain);
    } else if (onBootstrap.add(hook.advice())) {
      definer.define(hook.advice(), ClassDefiner.stored("advice", hook.advice()), null, null);
    }
  }
}
