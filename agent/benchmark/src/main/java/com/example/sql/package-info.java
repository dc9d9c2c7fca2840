/** The program "sql": rows inserted in a warmed-up JVM, in a Quartz job and outside. */
@NullMarked
package com.example.sql;

import org.jspecify.annotations.NullMarked;
