package io.batchmon.instrumentation.api;

import java.util.List;

/** The hooks of one framework; registered as a service, with a public no-argument constructor. */
public interface JobInstrumentation {
  /**
   * Switches it off by {@code batchmon.instrumentation.<name>.enabled=false}; lower case, words
   * joined by a dash.
   */
  String name();

  List<Hook> hooks();
}
