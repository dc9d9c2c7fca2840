/**
 * The ways to people: Slack, PagerDuty, webhooks. Opened and called by the alert thread, loaded
 * when there is something to tell; they know HTTP and JSON. Depends on {@code alert}, {@code
 * config} and {@code secret}, never the other way.
 */
package io.batchmon.agent.channel;
