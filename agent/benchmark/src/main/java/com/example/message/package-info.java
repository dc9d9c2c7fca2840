/** The program "message": records sent to a Kafka broker, in a Quartz job and outside. */
@NullMarked
package com.example.message;

import org.jspecify.annotations.NullMarked;
