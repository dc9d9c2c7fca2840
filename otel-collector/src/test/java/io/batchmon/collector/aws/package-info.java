/**
 * The profiles for AWS and for fleets, against an AWS that checks what it is sent as the real one
 * does, and says what it refuses.
 */
package io.batchmon.collector.aws;
