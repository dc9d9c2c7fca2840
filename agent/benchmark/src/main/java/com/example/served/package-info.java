/** The program "servlet": a Tomcat that answers one request after the other, kept alive. */
@NullMarked
package com.example.served;

import org.jspecify.annotations.NullMarked;
