/** A scheduler of the house's own, which no agent can know. */
@NullMarked
package com.acme.backoffice.pricing;

import org.jspecify.annotations.NullMarked;
