/**
 * The harness: forks the measured programs under each agent, one after the other, and prints what
 * each costs. Never part of the agent's jar.
 */
@NullMarked
package io.batchmon.benchmark;

import org.jspecify.annotations.NullMarked;
