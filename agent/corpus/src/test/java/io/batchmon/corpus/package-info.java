/**
 * Records real exceptions for the tests of the agent's fingerprint: {@code RecordingIT} compiles
 * the programs beside it, runs them on each JDK that is there, and compares or writes what they
 * raise.
 */
package io.batchmon.corpus;
