/** The program "http": HTTP calls in a warmed-up JVM, one after the other. Java 8. */
@NullMarked
package com.example.http;

import org.jspecify.annotations.NullMarked;
