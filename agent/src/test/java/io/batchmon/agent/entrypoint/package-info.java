/** What operators write, and what it leads to. */
package io.batchmon.agent.entrypoint;
