package io.batchmon.agent;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.config.SettingsReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the premain calls: reads the settings, defines the door, then hands over to {@link
 * AgentStarter}, which cannot even be linked before the door is there. Whatever fails is one line,
 * and the application runs without batchmon.
 */
public final class AgentEntry implements BiConsumer<Instrumentation, @Nullable String> {
  private static final String VISIBLE_PACKAGES =
      "io.batchmon.job,io.batchmon.instrumentation.jvm,io.batchmon.instrumentation.custom"
          + ",io.batchmon.instrumentation.jdbc";

  @Override
  public void accept(Instrumentation instrumentation, @Nullable String arguments) {
    AgentLog log = AgentLog.to(System.err);
    try {
      Settings settings =
          SettingsReader.read(arguments, System.getProperties(), System.getenv(), log);
      if (settings.flag("batchmon.enabled", true)) {
        ClassDefiner definer = ClassDefiner.of(instrumentation);
        for (String name : lines("bootstrap.index")) {
          definer.define(name, ClassDefiner.stored("bootstrap", name), null, null);
        }
        letModularLoadersSee("jboss.modules.system.pkgs");
        if (System.getProperty("org.osgi.framework.bootdelegation") != null) {
          // why: setting it where it is not set would replace the list in the container's own file
          letModularLoadersSee("org.osgi.framework.bootdelegation");
        }
        AgentStarter.start(instrumentation, settings, definer);
      }
    } catch (Throwable failure) {
      log.warn("batchmon did not start, the application runs without it", failure);
    }
  }

  // why: JBoss Modules and OSGi ask the bootstrap loader only for packages that these name
  private static void letModularLoadersSee(String property) {
    String before = System.getProperty(property);
    System.setProperty(
        property,
        before == null || before.isEmpty() ? VISIBLE_PACKAGES : before + ',' + VISIBLE_PACKAGES);
  }

  /** The lines of a text in the agent's jar. */
  static List<String> lines(String resource) throws IOException {
    List<String> lines = new ArrayList<>();
    ClassLoader loader = AgentEntry.class.getClassLoader();
    try (InputStream in = loader == null ? null : loader.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("The agent's jar has no " + resource);
      }
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    }
    return lines;
  }
}
