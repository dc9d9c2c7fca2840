/** Reports for management, with figures from a partner. */
@NullMarked
package com.acme.backoffice.reports;

import org.jspecify.annotations.NullMarked;
