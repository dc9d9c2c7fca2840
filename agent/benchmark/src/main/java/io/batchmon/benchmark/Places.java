package io.batchmon.benchmark;

import java.nio.file.Path;

/**
 * Where everything lies.
 *
 * @param target the build directory of this module
 * @param batchmonJar the agent to be measured
 * @param java the java command that runs the measured programs
 */
record Places(Path target, Path batchmonJar, Path java) {
  private static final String NAME = "batchmon-benchmark";

  Path transformerJar() {
    return target.resolve(NAME + "-transformer.jar");
  }

  Path openTelemetryJar() {
    return target.resolve("lib/agents/opentelemetry-javaagent.jar");
  }

  /** The jar of a program and all that it needs. */
  String classPath(Program program) {
    String set = program.jars();
    return target.resolve(NAME + "-" + set + ".jar")
        + ":"
        + target.resolve("lib").resolve(set).resolve("*");
  }

  /** All that the broker needs, and nothing of a program. */
  String brokerClassPath() {
    return target.resolve("lib/broker") + "/*";
  }

  /** Where an agent may keep what it remembers between two runs. */
  Path state(Program program) {
    return target.resolve("state").resolve(program.jars());
  }

  Path work(String name) {
    return target.resolve("work").resolve(name);
  }
}
