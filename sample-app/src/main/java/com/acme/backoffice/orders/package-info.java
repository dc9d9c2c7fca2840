/** Orders, their confirmations, reminders and prices. */
@NullMarked
package com.acme.backoffice.orders;

import org.jspecify.annotations.NullMarked;
