/**
 * Hooks of OkHttp 3.0 to 5: each call that a run makes is one CALL, from its first interceptor to
 * the headers of its answer, in whichever thread it is made.
 */
package io.batchmon.instrumentation.okhttp;
