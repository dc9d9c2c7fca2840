/**
 * The composition root: what the premain starts. Puts the packages of the agent together; nothing
 * else knows them all.
 */
package io.batchmon.agent;
