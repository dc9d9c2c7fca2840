/** Files that customers and the ledger deliver, loaded by Spring Batch. */
@NullMarked
package com.acme.backoffice.imports;

import org.jspecify.annotations.NullMarked;
