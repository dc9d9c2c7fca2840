/** Headers that carry traces, compared with what OpenTelemetry and AWS make of them. */
package io.batchmon.agent.propagation;
