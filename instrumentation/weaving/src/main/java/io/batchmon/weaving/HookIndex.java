package io.batchmon.weaving;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * The list of all hooks as text, a line each. Made when the agent is built, so that start-up loads
 * no class of any instrumentation.
 */
public final class HookIndex {
  private HookIndex() {}

  /** Reads a line of an index; throws IllegalArgumentException for anything else. */
  public static WovenHook parse(String line) {
    return WovenHook.parse(line);
  }

  /** The hooks of one framework, without an index. */
  public static List<WovenHook> of(JobInstrumentation instrumentation) throws IOException {
    List<WovenHook> hooks = new ArrayList<>();
    for (String line : lines(instrumentation)) {
      hooks.add(WovenHook.parse(line));
    }
    return hooks;
  }

  /** The lines of one framework; reads its advice classes from the instrumentation's loader. */
  public static List<String> lines(JobInstrumentation instrumentation) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Hook hook : instrumentation.hooks()) {
      AdviceShape shape = AdviceShape.of(hook.advice());
      if (shape.enter == null && shape.exit == null) {
        throw new IOException(hook.advice() + " has neither public static enter nor exit");
      }
      lines.add(
          WovenHook.line(instrumentation.name(), hook, shape.enter, shape.exit, shape.jdkOnly));
    }
    return lines;
  }

  /** What the index has to know of an advice class; found in its byte code. */
  private static final class AdviceShape extends ClassVisitor {
    private static final String MODEL = "io/batchmon/job/";

    @Nullable String enter;
    @Nullable String exit;
    boolean jdkOnly = true;

    private AdviceShape() {
      super(Opcodes.ASM9);
    }

    static AdviceShape of(Class<?> advice) throws IOException {
      String file = advice.getName().replace('.', '/') + ".class";
      ClassLoader loader = advice.getClassLoader();
      try (InputStream in =
          loader == null
              ? ClassLoader.getSystemResourceAsStream(file)
              : loader.getResourceAsStream(file)) {
        if (in == null) {
          throw new IOException("No class file of " + advice);
        }
        ClassReader reader = new ClassReader(in);
        AdviceShape shape = new AdviceShape();
        reader.accept(shape, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
        char[] buffer = new char[reader.getMaxStringLength()];
        for (int i = 1; i < reader.getItemCount(); i++) {
          int offset = reader.getItem(i);
          // why: tag 7 is CONSTANT_Class; whatever advice refers to at run time has one
          if (offset > 0 && reader.readByte(offset - 1) == 7) {
            shape.refersTo(reader.readUTF8(offset, buffer), reader.getClassName());
          }
        }
        return shape;
      }
    }

    private void refersTo(@Nullable String type, String self) {
      if (type == null || type.equals(self)) {
        return;
      }
      if (!isOnBootstrap(type) && !type.startsWith("[")) {
        jdkOnly = false;
      }
    }

    // why: java.net.http is a module of the platform loader, which the bootstrap loader cannot see
    private static boolean isOnBootstrap(String type) {
      return type.startsWith(MODEL)
          || (type.startsWith("java/") && !type.startsWith("java/net/http/"));
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      int wanted = Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC;
      if ((access & wanted) == wanted) {
        if (name.equals("enter")) {
          enter = descriptor;
        } else if (name.equals("exit")) {
          exit = descriptor;
        }
        for (String type : descriptor.split("[();]", -1)) {
          String plain = type.replaceFirst("^\\[*[ZBCSIJFDV]*\\[*", "");
          if (plain.startsWith("L") && !isOnBootstrap(plain.substring(1))) {
            jdkOnly = false;
          }
        }
      }
      return null;
    }

    @Override
    public String toString() {
      return "enter " + enter + ", exit " + exit;
    }
  }
}
