/** Seeded secrets that must not be seen, and lines that must stay as they are. */
package io.batchmon.agent.redact;
