/**
 * Hooks of version 2 of the AWS SDK for Java: each operation that a run calls is one CALL, with all
 * its attempts and whatever HTTP client is below.
 */
package io.batchmon.instrumentation.awssdk2;
