/**
 * Methods that an operator names as jobs. Byte Buddy's matching is loaded only for those that are
 * described by annotation, supertype or pattern. Asked in the threads that load classes.
 */
package io.batchmon.agent.entrypoint;
