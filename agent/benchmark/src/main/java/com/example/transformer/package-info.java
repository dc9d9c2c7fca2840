/** An agent that only registers a transformer: the floor under every agent. */
@NullMarked
package com.example.transformer;

import org.jspecify.annotations.NullMarked;
