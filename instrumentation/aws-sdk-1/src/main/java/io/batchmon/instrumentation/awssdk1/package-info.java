/**
 * Hooks of version 1 of the AWS SDK for Java: each operation that a run calls is one CALL, with all
 * its attempts. Its asynchronous clients call the others in their pools.
 */
package io.batchmon.instrumentation.awssdk1;
