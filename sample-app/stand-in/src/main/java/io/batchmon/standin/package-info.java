/**
 * Servers that stand in for the real ones in tests and in the demo: they speak the real protocol
 * over real sockets on the loopback interface, remember what arrived, and misbehave on request. All
 * their threads are daemon threads.
 */
package io.batchmon.standin;
