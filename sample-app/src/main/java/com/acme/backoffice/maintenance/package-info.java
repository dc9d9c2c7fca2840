/** Housekeeping of the database, and the days on which it must not happen. */
@NullMarked
package com.acme.backoffice.maintenance;

import org.jspecify.annotations.NullMarked;
