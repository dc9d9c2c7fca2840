/** The back office of a shop: its nightly jobs, its imports and a few endpoints. */
@NullMarked
package com.acme.backoffice;

import org.jspecify.annotations.NullMarked;
