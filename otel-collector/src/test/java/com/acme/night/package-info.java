/** Ordinary programs, run with the shipped agent in JVMs of their own. */
package com.acme.night;
