/** Alerts, from the run that ends to what arrives at Slack over HTTP. Time is a ticking clock. */
package io.batchmon.agent.alert;
