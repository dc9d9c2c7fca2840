/** Hooks of the schedulers of Pekko and Akka, in the thread of the dispatcher that runs a task. */
package io.batchmon.instrumentation.pekko;
