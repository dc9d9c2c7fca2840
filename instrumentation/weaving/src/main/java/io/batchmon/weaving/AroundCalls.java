package io.batchmon.weaving;

import java.util.List;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * Puts advice around the calls of one method inside another: {@code enter(callee); callee.method();
 * exit();}, or before them: {@code enter(last); callee.method(first, last);}. Needs neither locals
 * nor frames, and so catches nothing.
 */
final class AroundCalls extends MethodVisitor {
  private final WovenHook hook;
  private final String call;
  private final List<WovenHook> matched;

  AroundCalls(MethodVisitor next, WovenHook hook, String call, List<WovenHook> matched) {
    super(Opcodes.ASM9, next);
    this.hook = hook;
    this.call = call;
    this.matched = matched;
  }

  @Override
  public void visitMethodInsn(
      int opcode, String owner, String name, String descriptor, boolean isInterface) {
    String enter = hook.enter();
    String exit = hook.exit();
    if (enter == null
        || !call.equals(owner + '/' + name)
        || !(exit == null ? isGiven(enter, descriptor) : isAround(enter, exit, owner, descriptor))
        || opcode == Opcodes.INVOKESTATIC) {
      super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
      return;
    }
    if (!matched.contains(hook)) {
      matched.add(hook);
    }
    super.visitInsn(Opcodes.DUP);
    super.visitMethodInsn(Opcodes.INVOKESTATIC, hook.advice(), "enter", enter, false);
    super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    if (exit != null) {
      super.visitMethodInsn(Opcodes.INVOKESTATIC, hook.advice(), "exit", exit, false);
    }
  }

  private static boolean isAround(String enter, String exit, String owner, String descriptor) {
    return descriptor.equals("()V") && enter.equals("(L" + owner + ";)V") && exit.equals("()V");
  }

  /** Whether the last argument of the call, on top of the stack, is what advice takes. */
  private static boolean isGiven(String enter, String descriptor) {
    Type[] arguments = Type.getArgumentTypes(descriptor);
    if (arguments.length == 0) {
      return false;
    }
    Type last = arguments[arguments.length - 1];
    return enter.equals('(' + last.getDescriptor() + ")V") && last.getSize() == 1;
  }

  @Override
  public void visitMaxs(int maxStack, int maxLocals) {
    super.visitMaxs(maxStack + 1, maxLocals);
  }
}
