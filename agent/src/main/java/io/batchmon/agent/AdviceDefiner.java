package io.batchmon.agent;

import io.batchmon.weaving.AdviceLoader;
import io.batchmon.weaving.WovenHook;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Defines advice beside the framework that calls it, or on the bootstrap loader. */
final class AdviceDefiner implements AdviceLoader {
  /** The hooked module of the JDK that the bootstrap loader cannot see. */
  private static final String HTTP_CLIENT = "java.net.http";

  private static final String HTTP_CLIENT_PACKAGE = "jdk/internal/net/http/";

  private final ClassDefiner definer;
  private final Instrumentation instrumentation;
  private final Set<String> onBootstrap = ConcurrentHashMap.newKeySet();

  AdviceDefiner(ClassDefiner definer, Instrumentation instrumentation) {
    this.definer = definer;
    this.instrumentation = instrumentation;
  }

  @Override
  public void define(
      WovenHook hook, @Nullable ClassLoader loader, @Nullable ProtectionDomain domain)
      throws Exception {
    if (!hook.isJdkOnly()) {
      if (loader != null && hook.className().startsWith(HTTP_CLIENT_PACKAGE)) {
        ClassDefiner.readUnnamed(instrumentation, HTTP_CLIENT, loader);
      }
      definer.define(hook.advice(), ClassDefiner.stored("advice", hook.advice()), loader, domain);
    } else if (onBootstrap.add(hook.advice())) {
      definer.define(hook.advice(), ClassDefiner.stored("advice", hook.advice()), null, null);
    }
  }
}
