/**
 * Finds secrets and personal data in text: pure functions over characters, in one pass, without
 * regular expressions. Knows nothing of the other packages; {@code config.Redactor} is its door.
 */
package io.batchmon.agent.redact;
