package io.batchmon.weaving;

import java.util.List;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Puts advice around the calls of one method inside another: {@code enter(callee); callee.method();
 * exit();}. Needs neither locals nor frames, and so catches nothing.
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
    if (!call.equals(owner + '/' + name)
        || !descriptor.equals("()V")
        || opcode != Opcodes.INVOKEVIRTUAL
        || !("(L" + owner + ";)V").equals(enter)
        || !"()V".equals(exit)) {
      super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
      return;
    }
    if (!matched.contains(hook)) {
      matched.add(hook);
    }
    super.visitInsn(Opcodes.DUP);
    super.visitMethodInsn(Opcodes.INVOKESTATIC, hook.advice(), "enter", enter, false);
    super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    super.visitMethodInsn(Opcodes.INVOKESTATIC, hook.advice(), "exit", exit, false);
  }

  @Override
  public void visitMaxs(int maxStack, int maxLocals) {
    super.visitMaxs(maxStack + 1, maxLocals);
  }
}
