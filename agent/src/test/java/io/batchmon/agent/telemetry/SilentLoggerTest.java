package io.batchmon.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.junit.jupiter.api.Test;

/** The libraries whose logging the build redirects must find every method that they call. */
class SilentLoggerTest {
  private static final String REAL = "java/util/logging/Logger";

  @Test
  void hasEveryMethodThatOpenTelemetryCalls() throws Exception {
    Set<String> called = new TreeSet<>();
    for (Class<?> ofLibrary :
        new Class<?>[] {
          io.opentelemetry.api.common.Attributes.class,
          io.opentelemetry.context.Context.class,
          io.opentelemetry.sdk.resources.Resource.class,
          io.opentelemetry.sdk.trace.data.SpanData.class,
          io.opentelemetry.sdk.metrics.data.MetricData.class,
          io.opentelemetry.sdk.logs.data.LogRecordData.class,
          io.opentelemetry.exporter.internal.marshal.Marshaler.class,
          io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler.class,
          io.opentelemetry.exporter.sender.okhttp.internal.OkHttpGrpcSenderProvider.class,
          okhttp3.OkHttpClient.class,
          okio.Buffer.class,
        }) {
      scan(Path.of(ofLibrary.getProtectionDomain().getCodeSource().getLocation().toURI()), called);
    }
    Set<String> offered = new TreeSet<>();
    for (Method method : SilentLogger.class.getDeclaredMethods()) {
      offered.add(
          method.getName()
              + Type.getMethodDescriptor(method)
                  .replace(Type.getInternalName(SilentLogger.class), REAL));
    }
    assertThat(called).contains("getLogger(Ljava/lang/String;)L" + REAL + ";");
    assertThat(offered).containsAll(called);
  }

  private static void scan(Path jar, Set<String> called) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : java.util.Collections.list(file.entries())) {
        if (entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/")) {
          try (InputStream bytes = file.getInputStream(entry)) {
            new ClassReader(bytes).accept(new Calls(called), ClassReader.SKIP_DEBUG);
          }
        }
      }
    }
  }

  /** Collects which methods of the real logger are called. */
  private static final class Calls extends ClassVisitor {
    private final Set<String> called;

    Calls(Set<String> called) {
      super(Opcodes.ASM9);
      this.called = called;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitMethodInsn(
            int opcode, String owner, String method, String type, boolean isInterface) {
          if (owner.equals(REAL)) {
            called.add(method + type);
          }
        }
      };
    }
  }
}
