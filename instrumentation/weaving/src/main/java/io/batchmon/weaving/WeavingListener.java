package io.batchmon.weaving;

import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/**
 * Told what became of each hook. Called in the thread that loads the class, so it only remembers.
 */
public interface WeavingListener {
  /** The hook is in place. */
  void woven(WovenHook hook, @Nullable ProtectionDomain domain);

  /** The hook could not be put in place; the class was left as it is. */
  void unfit(WovenHook hook, @Nullable ProtectionDomain domain, String reason);

  /** A class that is only watched for is being loaded; internal name. */
  void seen(String className);

  /** A class could not be looked at for the methods that an operator describes. */
  default void matchingFailed(String className, Throwable failure) {}
}
