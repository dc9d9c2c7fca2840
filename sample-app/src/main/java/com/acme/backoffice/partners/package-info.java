/** What is fetched from partners. */
@NullMarked
package com.acme.backoffice.partners;

import org.jspecify.annotations.NullMarked;
