/**
 * Hooks of clients of gRPC 1.30 to 1.83: each call that a run makes is one CALL, until its status
 * is known, whatever the transport and however often it is tried.
 */
package io.batchmon.instrumentation.grpc;
