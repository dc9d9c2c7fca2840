package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.Test;

/** What is in the shipped jar, and that nothing else is. */
class PackagingIT {
  private static final List<String> ALLOWED =
      List.of(
          "META-INF/MANIFEST.MF",
          "META-INF/LICENSE",
          "META-INF/licenses/",
          "io/batchmon/premain/",
          "agent/bootstrap.index",
          "agent/hooks.index",
          "agent/batchmon.version",
          "agent/bootstrap/io/batchmon/job/",
          "agent/advice/io/batchmon/instrumentation/",
          "agent/io/batchmon/agent/",
          "agent/io/batchmon/weaving/",
          "agent/net/bytebuddy/ClassFileVersion",
          "agent/net/bytebuddy/description/",
          "agent/net/bytebuddy/dynamic/ClassFileLocator",
          "agent/net/bytebuddy/dynamic/TargetType",
          "agent/net/bytebuddy/dynamic/loading/ClassLoadingStrategy",
          "agent/net/bytebuddy/implementation/bytecode/StackSize",
          "agent/net/bytebuddy/jar/asm/",
          "agent/net/bytebuddy/matcher/",
          "agent/net/bytebuddy/pool/",
          "agent/net/bytebuddy/utility/",
          "agent/io/opentelemetry/",
          "agent/com/fasterxml/jackson/core/",
          "agent/okhttp3/",
          "agent/okio/",
          "agent/kotlin/",
          "agent/META-INF/services/io.opentelemetry.");

  private static List<String> entries() throws IOException {
    try (JarFile jar = new JarFile(ForkedJvm.AGENT.toFile())) {
      return jar.stream().map(ZipEntry::getName).toList();
    }
  }

  @Test
  void everyEntryIsAllowed() throws IOException {
    assertThat(entries())
        .allMatch(
            name -> ALLOWED.stream().anyMatch(allowed -> name.startsWith(allowed)),
            "starts as an allowed entry does");
  }

  @Test
  void noEntryIsThereTwice() throws IOException {
    Set<String> seen = new HashSet<>();
    assertThat(entries()).allMatch(seen::add, "is there once");
  }

  @Test
  void applicationSeesNoClassButThePremain() throws IOException {
    assertThat(entries().stream().filter(name -> name.endsWith(".class")))
        .containsExactlyInAnyOrder(
            "io/batchmon/premain/Premain.class", "io/batchmon/premain/IsolatedAgent.class");
  }

  @Test
  void everyHookFindsItsAdvice() throws IOException {
    try (JarFile jar = new JarFile(ForkedJvm.AGENT.toFile())) {
      String index =
          new String(
              jar.getInputStream(jar.getEntry("agent/hooks.index")).readAllBytes(),
              StandardCharsets.UTF_8);
      assertThat(index.lines().map(line -> line.split("\t", -1)[0]).distinct())
          .containsExactlyInAnyOrder(
              "apache-httpclient-4",
              "apache-httpclient-5",
              "aws-sdk-1",
              "aws-sdk-2",
              "camel",
              "camunda",
              "aws-xray-sdk",
              "custom",
              "datadog",
              "db-scheduler",
              "elasticjob",
              "executor",
              "flink",
              "flowable",
              "grpc",
              "hazelcast",
              "http-jdk",
              "http-urlconnection",
              "jberet",
              "jboss-logmanager",
              "jdbc",
              "jetty",
              "jetty-12",
              "jms",
              "jobrunr",
              "jul",
              "jul-json",
              "jvm",
              "kafka-clients",
              "log4j",
              "log4j-json",
              "log4j1",
              "log4j1-json",
              "logback",
              "logback-json",
              "micronaut",
              "okhttp",
              "pekko",
              "powerjob",
              "redisson",
              "opentelemetry",
              "openejb",
              "quarkus-scheduler",
              "quartz",
              "rabbitmq",
              "shedlock",
              "spring-amqp",
              "spark",
              "spring-batch",
              "spring-boot",
              "spring-jms",
              "spring-cloud-task",
              "spring-kafka",
              "spring-scheduling",
              "spring-webclient",
              "timer",
              "tomcat",
              "undertow",
              "xxl-job");
      assertThat(index.lines())
          .allMatch(
              line ->
                  jar.getEntry("agent/advice/" + line.split("\t", -1)[4] + ".classdata") != null,
              "has its advice in the jar");
    }
  }

  @Test
  void adviceIsAsItWasCompiled() throws IOException {
    try (JarFile jar = new JarFile(ForkedJvm.AGENT.toFile())) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        if (entry.getName().startsWith("agent/advice/") && !entry.isDirectory()) {
          byte[] bytes = jar.getInputStream(entry).readAllBytes();
          assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
              .as(entry.getName())
              .doesNotContain("io/batchmon/agent/");
        }
      }
    }
  }

  @Test
  void everyFunctionOfKotlinThatIsCalledIsThere() throws IOException {
    Map<String, String> superclasses = new HashMap<>();
    Set<String> there = new HashSet<>();
    Set<String> called = new TreeSet<>();
    try (JarFile jar = new JarFile(ForkedJvm.AGENT.toFile())) {
      for (ZipEntry entry : Collections.list(jar.entries())) {
        if (entry.getName().endsWith(".classdata")) {
          ClassReader reader = new ClassReader(jar.getInputStream(entry).readAllBytes());
          superclasses.put(reader.getClassName(), reader.getSuperName());
          reader.accept(new Functions(reader.getClassName(), there, called), 0);
        }
      }
    }

    assertThat(called).hasSizeGreaterThan(200);
    assertThat(called).allMatch(call -> isThere(call, superclasses, there));
  }

  private static boolean isThere(String call, Map<String, String> superclasses, Set<String> there) {
    int dot = call.indexOf('.');
    for (String owner = call.substring(0, dot); owner != null; owner = superclasses.get(owner)) {
      if (there.contains(owner + call.substring(dot))) {
        return true;
      }
    }
    return false;
  }

  /** Collects the static methods of Kotlin's library that a class has, and those it calls. */
  private static final class Functions extends ClassVisitor {
    private final String owner;
    private final Set<String> there;
    private final Set<String> called;

    Functions(String owner, Set<String> there, Set<String> called) {
      super(Opcodes.ASM9);
      this.owner = owner;
      this.there = there;
      this.called = called;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      if ((access & Opcodes.ACC_STATIC) != 0) {
        there.add(owner + '.' + name + descriptor);
      }
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitMethodInsn(
            int opcode, String calledOwner, String calledName, String type, boolean isInterface) {
          if (opcode == Opcodes.INVOKESTATIC && calledOwner.startsWith("kotlin/")) {
            called.add(calledOwner + '.' + calledName + type);
          }
        }
      };
    }
  }

  @Test
  void manifestNamesThePremainAndTheVersion() throws IOException {
    try (JarFile jar = new JarFile(ForkedJvm.AGENT.toFile())) {
      Attributes manifest = jar.getManifest().getMainAttributes();
      assertThat(manifest.getValue("Premain-Class")).isEqualTo("io.batchmon.premain.Premain");
      assertThat(manifest.getValue("Main-Class")).isEqualTo("io.batchmon.premain.Premain");
      assertThat(manifest.getValue("Can-Retransform-Classes")).isEqualTo("true");
      assertThat(manifest.getValue("Implementation-Version"))
          .isEqualTo(System.getProperty("batchmon.version"));
    }
  }

  @Test
  void classFilesAreOfJava8AtMost() throws IOException {
    try (JarFile jar = new JarFile(ForkedJvm.AGENT.toFile())) {
      for (ZipEntry entry : Collections.list(jar.entries())) {
        if (entry.getName().endsWith(".classdata")) {
          byte[] bytes = jar.getInputStream(entry).readNBytes(8);
          assertThat(bytes[7]).as(entry.getName()).isLessThanOrEqualTo((byte) 52);
        }
      }
    }
  }

  @Test
  void jarIsSmall() throws IOException {
    assertThat(Files.size(ForkedJvm.AGENT)).isLessThan(6_000_000);
  }
}
