/**
 * Runs become OpenTelemetry traces, metrics and log events and leave by OTLP. The job's thread only
 * enqueues; everything else is done by one daemon thread of this package. The only package that
 * knows OpenTelemetry; depends on {@code run} and {@code config}.
 */
package io.batchmon.agent.telemetry;
