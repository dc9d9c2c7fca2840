/**
 * What happens between the start and the end of a run: nesting, identity, times, and telling the
 * observers. Called in the threads of the application, so it neither blocks nor does I/O.
 */
package io.batchmon.agent.run;
