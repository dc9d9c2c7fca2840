/** The measured program of the benchmark "batch". */
@NullMarked
package com.example.batch;

import org.jspecify.annotations.NullMarked;
