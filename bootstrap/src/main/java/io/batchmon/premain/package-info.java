/**
 * What the JVM calls before the application: a few checks, then the isolated agent. On the system
 * loader, beside the application, so it is as small as can be.
 */
package io.batchmon.premain;
