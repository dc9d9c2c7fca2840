/** What is sent to people, and how it arrives at servers that are as strict as the real ones. */
package io.batchmon.agent.channel;
