/** Settles the open invoices against the ledger. */
@NullMarked
package com.acme.backoffice.billing;

import org.jspecify.annotations.NullMarked;
