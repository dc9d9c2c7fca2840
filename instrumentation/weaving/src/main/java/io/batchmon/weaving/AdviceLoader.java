package io.batchmon.weaving;

import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/** Makes an advice class visible to a class that is about to call it. */
public interface AdviceLoader {
  /**
   * Called before the class with the hook is defined, in the same thread.
   *
   * @param loader of the hooked class, null for the bootstrap loader
   * @throws Exception if the advice cannot be defined; the hook is then left out
   */
  void define(WovenHook hook, @Nullable ClassLoader loader, @Nullable ProtectionDomain domain)
      throws Exception;
}
