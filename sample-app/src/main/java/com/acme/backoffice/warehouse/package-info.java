/** Parcels and stock, from before there was a framework: plain timers and executors. */
@NullMarked
package com.acme.backoffice.warehouse;

import org.jspecify.annotations.NullMarked;
