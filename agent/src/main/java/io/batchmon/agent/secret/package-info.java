/**
 * Secrets as the operator writes them into a setting: the value itself, or where it is kept. Read
 * by a channel's thread when it needs one, and again when the channel's server refuses it. Depends
 * on {@code aws} and {@code config}.
 */
package io.batchmon.agent.secret;
