package io.batchmon.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.Remapper;

/**
 * What an advice class may be: the weaver defines its one class file beside the framework and calls
 * its static methods. Read from the bytecode, for ArchUnit credits a lambda's body to the method
 * around it and sees no {@code invokedynamic}.
 */
final class AdviceRules {
  /** The packages that a folder's advice may name beside java.* and the model. */
  static final Map<String, Set<String>> FRAMEWORKS =
      Map.ofEntries(
          Map.entry("apachehttpclient4", Set.of("org/apache/http/")),
          Map.entry("apachehttpclient5", Set.of("org/apache/hc/")),
          Map.entry("awssdk1", Set.of("com/amazonaws/")),
          Map.entry("awssdk2", Set.of("software/amazon/awssdk/")),
          Map.entry("camel", Set.of("org/apache/camel/")),
          Map.entry("awsxraysdk", Set.of("com/amazonaws/xray/")),
          Map.entry("custom", Set.of()),
          Map.entry("datadog", Set.of("datadog/")),
          Map.entry("httpjdk", Set.of()),
          Map.entry("httpurlconnection", Set.of()),
          Map.entry(
              "elasticjob",
              Set.of(
                  "com/dangdang/ddframe/job/",
                  "org/apache/shardingsphere/elasticjob/",
                  "org/quartz/")),
          Map.entry("executor", Set.of()),
          Map.entry("jbosslogmanager", Set.of("org/jboss/logmanager/")),
          Map.entry(
              "jdbc",
              Set.of(
                  "com/mchange/",
                  "com/mysql/",
                  "com/zaxxer/hikari/",
                  // why: of the JDK; the pool is called so in JMX
                  "javax/management/ObjectName",
                  "org/apache/commons/pool2/",
                  "org/apache/tomcat/jdbc/",
                  "org/postgresql/")),
          Map.entry("jberet", Set.of("org/jberet/")),
          Map.entry("jetty", Set.of("org/eclipse/jetty/")),
          Map.entry("jetty12", Set.of("org/eclipse/jetty/")),
          Map.entry("jms", Set.of("jakarta/jms/", "javax/jms/", "org/apache/activemq/")),
          Map.entry("jul", Set.of()),
          Map.entry("jvm", Set.of()),
          Map.entry("kafkaclients", Set.of("org/apache/kafka/")),
          Map.entry("log4j", Set.of("org/apache/logging/log4j/")),
          Map.entry("log4j1", Set.of("org/apache/log4j/")),
          Map.entry("logback", Set.of("ch/qos/logback/", "org/slf4j/")),
          Map.entry("flink", Set.of("org/apache/flink/")),
          Map.entry("flowable", Set.of("org/flowable/")),
          Map.entry("camunda", Set.of("org/camunda/")),
          Map.entry("grpc", Set.of("io/grpc/")),
          Map.entry("okhttp", Set.of("okhttp3/")),
          Map.entry("pekko", Set.of("scala/")),
          Map.entry("powerjob", Set.of("tech/powerjob/")),
          Map.entry("redisson", Set.of("org/redisson/")),
          Map.entry("jobrunr", Set.of("org/jobrunr/")),
          Map.entry("dbscheduler", Set.of("com/github/kagkarlsson/scheduler/")),
          Map.entry("shedlock", Set.of("net/javacrumbs/shedlock/")),
          Map.entry("opentelemetry", Set.of("io/opentelemetry/")),
          Map.entry("micronaut", Set.of("io/micronaut/")),
          Map.entry("openejb", Set.of("org/apache/openejb/")),
          Map.entry("quarkusscheduler", Set.of("io/quarkus/scheduler/")),
          Map.entry("quartz", Set.of("org/quartz/")),
          Map.entry("quartz1", Set.of("org/quartz/")),
          Map.entry("rabbitmq", Set.of("com/rabbitmq/")),
          Map.entry("springamqp", Set.of("org/springframework/")),
          Map.entry("spark", Set.of("org/apache/spark/")),
          Map.entry("springbatch", Set.of("org/springframework/batch/")),
          Map.entry("springbatch6", Set.of("org/springframework/batch/")),
          Map.entry("springboot", Set.of("org/springframework/")),
          Map.entry("springjms", Set.of("jakarta/jms/", "javax/jms/", "org/springframework/")),
          Map.entry("springkafka", Set.of("org/apache/kafka/", "org/springframework/")),
          Map.entry("springcloudtask", Set.of("org/springframework/")),
          Map.entry("springscheduling", Set.of("org/aopalliance/", "org/springframework/")),
          Map.entry(
              "springwebclient",
              Set.of("org/reactivestreams/", "org/springframework/", "reactor/")),
          Map.entry("timer", Set.of()),
          Map.entry(
              "tomcat", Set.of("org/apache/catalina/", "org/apache/coyote/", "org/apache/tomcat/")),
          Map.entry("xxljob", Set.of("com/xxl/job/")),
          Map.entry("hazelcast", Set.of("com/hazelcast/")),
          Map.entry("undertow", Set.of("io/undertow/")));

  private static final Set<String> ALWAYS =
      Set.of("java/", "io/batchmon/job/", "org/jspecify/annotations/");

  private final String name;
  private final byte[] bytes;
  private final List<String> violations = new ArrayList<>();
  // why: has a supertype, to be asked or called while the run goes on; or only its framework's
  private boolean isAdapter;
  private boolean isOfFramework;

  private AdviceRules(byte[] bytes) {
    this.bytes = bytes.clone();
    this.name = new ClassReader(bytes).getClassName();
  }

  /** What is wrong with an advice class, in words; empty if nothing is. */
  static List<String> violations(byte[] bytes) {
    AdviceRules rules = new AdviceRules(bytes);
    rules.checkShape();
    rules.checkReferences();
    return rules.violations;
  }

  /** What is wrong with the advice classes below a folder, one class file for each. */
  static List<String> violationsBelow(Path folder) throws IOException {
    List<String> violations = new ArrayList<>();
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(AdviceRules::isAdvice).sorted().toList()) {
        if (file.getFileName().toString().contains("$")) {
          violations.add(file.getFileName() + ": is a second class file");
        } else {
          violations.addAll(violations(Files.readAllBytes(file)));
        }
      }
    }
    return violations;
  }

  private static boolean isAdvice(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith("Advice.class") || (name.contains("Advice$") && name.endsWith(".class"));
  }

  private void refuse(String what) {
    violations.add(name.substring(name.lastIndexOf('/') + 1) + ": " + what);
  }

  private void checkShape() {
    new ClassReader(bytes)
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public void visit(
                  int version,
                  int access,
                  String className,
                  String signature,
                  String superName,
                  String[] interfaces) {
                if ((access & Opcodes.ACC_PUBLIC) == 0 || (access & Opcodes.ACC_FINAL) == 0) {
                  refuse("is not public and final");
                }
                if (version > Opcodes.V1_8) {
                  refuse("is not compiled for Java 8");
                }
                isOfFramework = isOfFramework(superName, interfaces);
                isAdapter = isOfFramework || interfaces.length > 0;
                if (!superName.equals("java/lang/Object") && !isOfFramework) {
                  refuse("has a superclass that is not its framework's");
                }
              }

              @Override
              public void visitInnerClass(
                  String innerName, String outerName, String simpleName, int access) {
                if (innerName.startsWith(name + "$")) {
                  refuse("has a nested class " + innerName.substring(name.length() + 1));
                }
              }

              @Override
              public FieldVisitor visitField(
                  int access, String field, String descriptor, String signature, Object value) {
                boolean isStatic = (access & Opcodes.ACC_STATIC) != 0;
                if (isOfFramework && !isStatic) {
                  return null;
                }
                if ((access & Opcodes.ACC_FINAL) == 0 || (!isStatic && !isAdapter)) {
                  refuse("has a field that is no constant: " + field);
                }
                return null;
              }

              @Override
              public MethodVisitor visitMethod(
                  int access,
                  String method,
                  String descriptor,
                  String signature,
                  String[] exceptions) {
                checkMethod(access, method);
                return new MethodVisitor(Opcodes.ASM9) {
                  @Override
                  public void visitInvokeDynamicInsn(
                      String called, String calledAs, Handle bootstrap, Object... arguments) {
                    refuse("uses invokedynamic in " + method);
                  }
                };
              }
            },
            0);
  }

  /** Whether objects of the class are given to the framework, which calls them. */
  private boolean isOfFramework(String superName, String[] interfaces) {
    Set<String> supertypes = new TreeSet<>(Set.of(interfaces));
    supertypes.add(superName);
    supertypes.remove("java/lang/Object");
    // why: by this, another hook of the framework gets at what was given to it
    supertypes.remove("io/batchmon/job/HasCall");
    String[] path = name.split("/", -1);
    Set<String> framework = FRAMEWORKS.getOrDefault(path[path.length - 2], Set.of());
    return !supertypes.isEmpty()
        && supertypes.stream().allMatch(type -> framework.stream().anyMatch(type::startsWith));
  }

  private void checkMethod(int access, String method) {
    boolean isPrivate = (access & Opcodes.ACC_PRIVATE) != 0;
    if (method.equals("<clinit>") || (method.equals("<init>") && isPrivate)) {
      return;
    }
    boolean isStatic = (access & Opcodes.ACC_STATIC) != 0;
    boolean isPublic = (access & Opcodes.ACC_PUBLIC) != 0;
    if (isAdapter && !isStatic && isPublic && !method.equals("<init>")) {
      return;
    }
    boolean isCalled = method.equals("enter") || method.equals("exit");
    if (!isStatic || !(isCalled ? isPublic : isPrivate)) {
      refuse(
          "has a method that is neither public static enter or exit nor private static: " + method);
    }
  }

  private void checkReferences() {
    Set<String> allowed = new TreeSet<>(ALWAYS);
    String[] path = name.split("/", -1);
    String framework = path[path.length - 2];
    if (!FRAMEWORKS.containsKey(framework)) {
      refuse("AdviceRules.FRAMEWORKS does not know the packages of " + framework);
    }
    allowed.addAll(FRAMEWORKS.getOrDefault(framework, Set.of()));
    Set<String> refused = new TreeSet<>();
    Remapper collector =
        new Remapper(Opcodes.ASM9) {
          @Override
          public String map(String internalName) {
            if (!internalName.equals(name)
                && allowed.stream().noneMatch(internalName::startsWith)) {
              refused.add(internalName.replace('/', '.'));
            }
            return internalName;
          }
        };
    new ClassReader(bytes).accept(new ClassRemapper(new ClassWriter(0), collector), 0);
    for (String type : refused) {
      refuse("names " + type + ", which is not there beside the framework");
    }
  }
}
