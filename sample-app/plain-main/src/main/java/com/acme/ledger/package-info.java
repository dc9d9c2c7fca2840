/** The day's ledger, closed by a program that cron starts. */
package com.acme.ledger;
