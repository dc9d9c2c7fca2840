/**
 * The shipped jar in forked JVMs of every version of the matrix, against real HTTP receivers. What
 * an operator gets, and that the application never notices.
 */
package io.batchmon.agent.it;
