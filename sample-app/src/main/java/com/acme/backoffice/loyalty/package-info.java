/**
 * The loyalty programme: what it does at regular times is left to schedulers that a profile of
 * Spring chooses, {@code jobrunr}, {@code db-scheduler} and {@code shedlock}.
 */
@NullMarked
package com.acme.backoffice.loyalty;

import org.jspecify.annotations.NullMarked;
