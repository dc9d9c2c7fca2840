/**
 * The real processes that the tests start, on the loopback interface and on free ports, and what
 * asks them. Where a program is not on this machine its tests are left out, which is said; {@code
 * .ci/run} installs all of them and leaves nothing out.
 */
package io.batchmon.collector.kit;
