/**
 * What a scheduled method of Quarkus becomes, in its own thread, whichever scheduler fires it.
 * Depends on Quarkus, the JDK and the run model.
 */
package io.batchmon.instrumentation.quarkusscheduler;
