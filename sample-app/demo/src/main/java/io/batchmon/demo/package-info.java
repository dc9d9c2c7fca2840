/**
 * The receiving end of {@code sample-app/demo.sh}: a collector and a Slack webhook, both stand-ins,
 * and everything that reaches them printed for a person. Runs in a JVM of its own.
 */
package io.batchmon.demo;
