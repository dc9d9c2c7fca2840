/**
 * How traces cross processes: what headers of a request say, which headers a call is given, which
 * requests are kept. Called by {@code run} in the application's threads; stateless, no I/O. Knows
 * the run and its settings, nothing of OpenTelemetry's classes.
 */
package io.batchmon.agent.propagation;
