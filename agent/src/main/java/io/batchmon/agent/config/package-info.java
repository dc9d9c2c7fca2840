/**
 * Settings and the agent's own log. Read once at start-up, used by every other package of the
 * agent; depends on none of them.
 */
package io.batchmon.agent.config;
