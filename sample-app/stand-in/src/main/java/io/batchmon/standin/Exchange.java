package io.batchmon.standin;

import org.jspecify.annotations.Nullable;

/**
 * A request as it was answered.
 *
 * @param arrivedNanos {@link System#nanoTime()} when it had been read
 * @param authorization its header of that name, or empty
 * @param status of the answer; 0 if there was none
 * @param problem why the payload was refused, or null
 */
public record Exchange(
    long arrivedNanos,
    String path,
    String contentType,
    String authorization,
    String body,
    int status,
    @Nullable String problem) {}
