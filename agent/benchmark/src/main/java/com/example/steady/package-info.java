/** The program "steady": Quartz runs in a warmed-up JVM, one after the other. Java 8. */
@NullMarked
package com.example.steady;

import org.jspecify.annotations.NullMarked;
