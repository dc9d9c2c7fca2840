package io.batchmon.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each gate of the build refuses what it is there for, with its message. */
class GatesTest {
  private final BrokenBuild build = new BrokenBuild(Path.of("target/gates").toAbsolutePath());
  private final Map<String, String[]> refusals = new LinkedHashMap<>();

  GatesTest() throws IOException {}

  @Test
  void eachGateRefusesWhatItIsThereFor() throws Exception {
    String home = System.getProperty("maven.home");
    assumeTrue(home != null, "not started by Maven");

    build.module("good", "");
    build.file(
        "good",
        "src/main/java/io/batchmon/bad/Good.java",
        "package io.batchmon.bad;\n\nfinal class Good {}\n");
    build.file("good", "README.md", "# Good\n");

    java("format", "final class   Bad{}", "had format violations");
    java("unused-import", "import java.util.List;\n\nfinal class Bad {}", "had format violations");
    java(
        "warning",
        method("java.util.List list()", "return null;"),
        "found raw type: java.util.List");
    java("error-prone", method("void go()", "new Exception();"), "[DeadException]");
    java(
        "null-away",
        method("int go()", "String none = null;\n    return none.length();"),
        "[NullAway] dereferenced expression none is @Nullable");
    java("java-9", method("Object go()", "return java.util.List.of();"), "cannot find symbol");
    java(
        "product",
        """
        final class Bad {
          void exit() {
            System.exit(1);
          }

          void halt() {
            Runtime.getRuntime().halt(1);
          }

          void print(Throwable thrown) {
            System.out.println();
            thrown.printStackTrace();
          }

          String defaultLocale() {
            return String.format("%d", 1);
          }
        }""",
        "java.lang.System#exit(int) [the agent never ends the JVM of its host]",
        "java.lang.Runtime#halt(int) [the agent never ends the JVM of its host]",
        "java.lang.System#out [standard output belongs to the application",
        "java.lang.Throwable#printStackTrace() [prints without level",
        "java.lang.String#format(java.lang.String,java.lang.Object[]) [Uses default locale]");
    java(
        "startup",
        """
        final class Bad {
          Object logger() {
            return java.util.logging.Logger.getGlobal();
          }

          Object path(java.io.File file) {
            return file.toPath();
          }

          boolean exists(java.nio.file.Path path) {
            return java.nio.file.Files.exists(path);
          }

          Object runtime() {
            return java.lang.management.ManagementFactory.getRuntimeMXBean();
          }
        }""",
        "java.util.logging.Logger [initialises java.util.logging before",
        "java.io.File#toPath() [initialises the file system provider",
        "java.nio.file.Files [initialises the file system provider",
        "java.lang.management.ManagementFactory [initialises JMX before");
    testJava(
        "tests",
        """
        final class Bad {
          void sleep() throws InterruptedException {
            Thread.sleep(1);
            java.util.concurrent.TimeUnit.DAYS.sleep(1);
          }

          void exit() {
            System.exit(1);
          }
        }""",
        "java.lang.Thread#sleep(long) [a test waits for what it waits for",
        "java.util.concurrent.TimeUnit#sleep(long) [a test waits for what it waits for",
        "java.lang.System#exit(int) [ends the JVM of the tests]");

    build.module("markdown", "");
    build.file("markdown", "README.md", "# Trailing \n\nspace\n");
    refusals.put("markdown", new String[] {"had format violations"});

    build.module("pom", "  <name>pom</name>\n  <packaging>jar</packaging>\n");
    refusals.put("pom", new String[] {"had format violations"});

    build.module("bytecode", dependency("org.junit.jupiter", "junit-jupiter-api", ""));
    refusals.put("bytecode", new String[] {"The agent runs on Java 8 with all that it carries"});

    build.module("batchmon-agent", "");
    build.module(
        "on-agent",
        dependency("io.batchmon", "batchmon-agent", "      <version>0.1.0-SNAPSHOT</version>\n"));
    refusals.put("on-agent", new String[] {"nothing depends on the agent"});

    realModule("bootstrap");
    realModule("instrumentation/api");

    build.module(
        "plugin",
        """
          <build>
            <plugins>
              <plugin>
                <groupId>org.apache.maven.plugins</groupId>
                <artifactId>maven-antrun-plugin</artifactId>
              </plugin>
            </plugins>
          </build>
        """);
    refusals.put("plugin", new String[] {"missing valid versions"});

    Map<String, String> said = build.run(Path.of(home, "bin", "mvn"));

    String summary = said.get("");
    assertThat(summary).containsPattern("good .*SUCCESS");
    assertThat(refusals)
        .allSatisfy(
            (module, messages) -> {
              assertThat(summary).containsPattern("INFO. " + module + " .*FAILURE");
              assertThat(said.get(module)).contains(messages);
            });
  }

  private static String method(String declaration, String body) {
    return "final class Bad {\n  " + declaration + " {\n    " + body + "\n  }\n}";
  }

  private void java(String name, String source, String... messages) throws IOException {
    build.module(name, "");
    build.file(
        name,
        "src/main/java/io/batchmon/bad/Bad.java",
        "package io.batchmon.bad;\n\n" + source + "\n");
    refusals.put(name, messages);
  }

  private void testJava(String name, String source, String... messages) throws IOException {
    build.module(name, "");
    build.file(
        name,
        "src/test/java/io/batchmon/bad/Bad.java",
        "package io.batchmon.bad;\n\n" + source + "\n");
    refusals.put(name, messages);
  }

  private static String dependency(String group, String artifact, String more) {
    return "\n  <dependencies>\n    <dependency>\n      <groupId>"
        + group
        + "</groupId>\n      <artifactId>"
        + artifact
        + "</artifactId>\n"
        + more
        + "    </dependency>\n  </dependencies>\n";
  }

  /** A module of ours with a dependency that it must not have. */
  private void realModule(String path) throws IOException {
    String pom = Files.readString(Path.of("..", path, "pom.xml"));
    String name = pom.replaceAll("(?s).*?</parent>\\s*<artifactId>(.*?)</artifactId>.*", "$1");
    String leaking =
        pom.replaceFirst(
                "<relativePath>.*?</relativePath>",
                "<relativePath>../../../../pom.xml</relativePath>")
            .replaceFirst(
                "  <dependencies>\n",
                """
                  <dependencies>
                    <dependency>
                      <groupId>net.bytebuddy</groupId>
                      <artifactId>byte-buddy</artifactId>
                    </dependency>
                """);
    build.modulePom(name, leaking);
    refusals.put(
        name, new String[] {"What the application's loaders can see depends on java.* only"});
  }
}
