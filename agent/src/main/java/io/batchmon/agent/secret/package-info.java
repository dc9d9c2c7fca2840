/**
 * Values that must not be shown, and where they come from. Asked by the alert thread alone; depends
 * on {@code config}.
 */
package io.batchmon.agent.secret;
