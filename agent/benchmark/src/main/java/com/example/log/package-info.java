/** The program "log": lines through Logback in a warmed-up JVM, in a Quartz job and outside. */
@NullMarked
package com.example.log;

import org.jspecify.annotations.NullMarked;
