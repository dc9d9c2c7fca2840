package io.batchmon.agent.cli;

import java.util.function.Consumer;

/** What the premain calls for a command. */
public final class CommandEntry implements Consumer<String[]> {
  @Override
  public void accept(String[] arguments) {
    // why: libraries look there for their services, and it is the loader of the application
    Thread.currentThread().setContextClassLoader(CommandEntry.class.getClassLoader());
    Commands commands =
        new Commands(System.getProperties(), System.getenv(), OwnJvm.out(), System.err);
    OwnJvm.end(commands.run(arguments));
  }
}
