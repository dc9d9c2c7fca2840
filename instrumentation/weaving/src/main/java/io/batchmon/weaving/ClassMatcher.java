package io.batchmon.weaving;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds hooks in classes that no hook names. Asked for every such class that the JVM loads. */
public interface ClassMatcher {
  /**
   * The hooks of this class; empty for most.
   *
   * @param loader null for the bootstrap loader
   * @param className internal name
   */
  List<WovenHook> hooksOf(@Nullable ClassLoader loader, String className, byte[] classFile);
}
