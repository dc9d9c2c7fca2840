/**
 * From failed runs to messages: remember (job's thread), decide, deliver (the thread
 * "batchmon-alerts", which exists from the first failure on). Depends on {@code run} and {@code
 * config}; the channels, which know HTTP and JSON, are behind an interface.
 */
package io.batchmon.agent.alert;
