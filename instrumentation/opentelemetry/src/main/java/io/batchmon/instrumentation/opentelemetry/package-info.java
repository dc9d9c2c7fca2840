/**
 * Hooks of OpenTelemetry's context, the application's own and that inside the OpenTelemetry Java
 * agent: what is traced in a run is a part of the run.
 */
package io.batchmon.instrumentation.opentelemetry;
