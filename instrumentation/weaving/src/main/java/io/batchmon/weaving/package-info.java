/**
 * The hook index and the weaver: puts calls of advice into the hooked methods. Runs in whichever
 * thread loads a hooked class; the only place that knows byte code. Reports through {@link
 * io.batchmon.weaving.WeavingListener}, never throws into class loading.
 */
package io.batchmon.weaving;
