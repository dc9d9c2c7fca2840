/**
 * What is outside the application and fails as such things do: a database fails over, a partner
 * does not answer.
 */
@NullMarked
package com.acme.backoffice.outside;

import org.jspecify.annotations.NullMarked;
