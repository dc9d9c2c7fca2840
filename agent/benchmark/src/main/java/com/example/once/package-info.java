/** The program "once": what cron starts. It knows of no agent. Java 8. */
@NullMarked
package com.example.once;

import org.jspecify.annotations.NullMarked;
