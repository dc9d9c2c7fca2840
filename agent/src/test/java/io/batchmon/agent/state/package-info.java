/** The journal against files that are torn, damaged, foreign, locked, full or not there. */
package io.batchmon.agent.state;
