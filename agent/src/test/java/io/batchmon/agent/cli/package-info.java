/** Command lines, rows and what is printed of them, without a JVM of their own. */
package io.batchmon.agent.cli;
