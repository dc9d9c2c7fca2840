/**
 * Hooks of ShedLock 4 to 7, in the thread of whatever wants the lock: a lock that is not won makes
 * the run around it skipped.
 */
package io.batchmon.instrumentation.shedlock;
