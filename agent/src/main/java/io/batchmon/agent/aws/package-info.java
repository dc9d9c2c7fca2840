/**
 * AWS, as far as alerts need it: credentials as the AWS SDK finds them, signed requests, a handful
 * of calls. Called by the threads of channels, which may wait for it; loaded when something there
 * is needed. Depends on {@code alert} for how a try ended, on {@code run} for the clock.
 */
package io.batchmon.agent.aws;
