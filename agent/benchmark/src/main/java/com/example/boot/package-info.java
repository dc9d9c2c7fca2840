/** The program "boot": a Spring Boot service with jobs. It knows of no agent. */
@NullMarked
package com.example.boot;

import org.jspecify.annotations.NullMarked;
