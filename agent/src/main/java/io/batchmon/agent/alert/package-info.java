/**
 * From failed runs to messages: remember (job's thread), decide, deliver (the thread
 * "batchmon-alerts", which exists from the first failure on). Depends on {@code run} and {@code
 * config}; only the Slack classes know HTTP and JSON, and they are loaded at the first delivery.
 */
package io.batchmon.agent.alert;
