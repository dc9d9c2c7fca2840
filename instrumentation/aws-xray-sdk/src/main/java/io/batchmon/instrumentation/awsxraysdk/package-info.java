/**
 * Hooks of the AWS X-Ray SDK for Java: what it records leaves as spans, and not for its daemon.
 * Called in the threads of the application.
 */
package io.batchmon.instrumentation.awsxraysdk;
