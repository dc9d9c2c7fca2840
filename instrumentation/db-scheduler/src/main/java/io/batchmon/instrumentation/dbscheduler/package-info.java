/**
 * Hooks of db-scheduler 5 to 16: each execution of a task, in the thread that runs it. What a task
 * throws is caught there and given to the task's failure handler.
 */
package io.batchmon.instrumentation.dbscheduler;
