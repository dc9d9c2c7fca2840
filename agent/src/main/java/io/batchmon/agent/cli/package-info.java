/**
 * The commands of {@code java -jar batchmon.jar}: each in a JVM of its own, in its main thread. May
 * depend on every package of the agent; nothing depends on it.
 */
package io.batchmon.agent.cli;
