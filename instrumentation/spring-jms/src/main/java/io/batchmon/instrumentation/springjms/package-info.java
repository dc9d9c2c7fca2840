/** Hooks of the listener containers of Spring JMS 4.3 to 7: each message is a REQUEST. */
package io.batchmon.instrumentation.springjms;
