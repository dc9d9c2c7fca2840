package io.batchmon.weaving;

import java.util.HashMap;
import java.util.Map;
import net.bytebuddy.jar.asm.ConstantDynamic;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * Knows at each instruction how many slots are on the operand stack, and which of them belong
 * together: a return may leave values behind ({@code f(a, b ?: return)} in Kotlin), a jump may not.
 */
class OperandStack extends MethodVisitor {
  private static final char ONE = '1';
  private static final String TWO = "22";

  // a character for each slot
  private final StringBuilder slots = new StringBuilder();
  private final Map<Label, String> atLabel = new HashMap<>();
  private boolean reachable = true;

  OperandStack(MethodVisitor next) {
    super(Opcodes.ASM9, next);
  }

  /** Removes what is on the stack, as instructions of the method. */
  final void clear() {
    while (slots.length() > 0) {
      boolean single = slots.charAt(slots.length() - 1) == ONE;
      mv.visitInsn(single ? Opcodes.POP : Opcodes.POP2);
      pop(single ? 1 : 2);
    }
  }

  /** What follows is reached by jumps only. */
  final void leave() {
    reachable = false;
    slots.setLength(0);
  }

  final void pop(int count) {
    slots.setLength(Math.max(0, slots.length() - count));
  }

  private void push(int size) {
    if (size == 1) {
      slots.append(ONE);
    } else if (size == 2) {
      slots.append(TWO);
    }
  }

  private void change(int popped, int pushed) {
    pop(popped);
    push(pushed);
  }

  // copies the topmost slots below some others
  private void duplicate(int count, int below) {
    int top = slots.length();
    if (top >= count + below) {
      slots.insert(top - count - below, slots.substring(top - count));
    }
  }

  private void jumpTo(Label label) {
    atLabel.put(label, slots.toString());
  }

  @Override
  public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String type) {
    atLabel.put(handler, String.valueOf(ONE));
    super.visitTryCatchBlock(start, end, handler, type);
  }

  @Override
  public void visitLabel(Label label) {
    String known = atLabel.get(label);
    if (!reachable && known != null) {
      slots.append(known);
      reachable = true;
    }
    super.visitLabel(label);
  }

  @Override
  public void visitFrame(
      int type, int localCount, Object[] locals, int stackCount, Object[] stack) {
    slots.setLength(0);
    for (int i = 0; i < stackCount; i++) {
      push(stack[i] == Opcodes.LONG || stack[i] == Opcodes.DOUBLE ? 2 : 1);
    }
    reachable = true;
    super.visitFrame(type, localCount, locals, stackCount, stack);
  }

  @Override
  public void visitInsn(int opcode) {
    track(opcode);
    super.visitInsn(opcode);
    if (opcode == Opcodes.ATHROW || (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN)) {
      leave();
    }
  }

  private void track(int opcode) {
    if (opcode >= Opcodes.ACONST_NULL && opcode <= Opcodes.DCONST_1) {
      boolean wide =
          opcode == Opcodes.LCONST_0
              || opcode == Opcodes.LCONST_1
              || opcode == Opcodes.DCONST_0
              || opcode == Opcodes.DCONST_1;
      push(wide ? 2 : 1);
    } else if (opcode >= Opcodes.IALOAD && opcode <= Opcodes.SALOAD) {
      change(2, opcode == Opcodes.LALOAD || opcode == Opcodes.DALOAD ? 2 : 1);
    } else if (opcode >= Opcodes.IASTORE && opcode <= Opcodes.SASTORE) {
      pop(opcode == Opcodes.LASTORE || opcode == Opcodes.DASTORE ? 4 : 3);
    } else if (opcode >= Opcodes.POP && opcode <= Opcodes.SWAP) {
      trackStack(opcode);
    } else if (opcode >= Opcodes.IADD && opcode <= Opcodes.DREM) {
      // in the order int, long, float, double
      pop((opcode - Opcodes.IADD) % 2 == 0 ? 1 : 2);
    } else if (opcode >= Opcodes.ISHL && opcode <= Opcodes.LUSHR) {
      pop(1);
    } else if (opcode >= Opcodes.IAND && opcode <= Opcodes.LXOR) {
      pop((opcode - Opcodes.IAND) % 2 == 0 ? 1 : 2);
    } else {
      trackRest(opcode);
    }
  }

  private void trackStack(int opcode) {
    switch (opcode) {
      case Opcodes.POP:
        pop(1);
        break;
      case Opcodes.POP2:
        pop(2);
        break;
      case Opcodes.SWAP:
        break;
      default:
        // in the order DUP, DUP_X1, DUP_X2, DUP2, DUP2_X1, DUP2_X2
        int kind = opcode - Opcodes.DUP;
        duplicate(1 + kind / 3, kind % 3);
        break;
    }
  }

  private void trackRest(int opcode) {
    switch (opcode) {
      case Opcodes.I2L:
      case Opcodes.I2D:
      case Opcodes.F2L:
      case Opcodes.F2D:
        change(1, 2);
        break;
      case Opcodes.L2I:
      case Opcodes.L2F:
      case Opcodes.D2I:
      case Opcodes.D2F:
      case Opcodes.FCMPL:
      case Opcodes.FCMPG:
        change(2, 1);
        break;
      case Opcodes.LCMP:
      case Opcodes.DCMPL:
      case Opcodes.DCMPG:
        change(4, 1);
        break;
      case Opcodes.MONITORENTER:
      case Opcodes.MONITOREXIT:
        pop(1);
        break;
      default:
        break;
    }
  }

  @Override
  public void visitIntInsn(int opcode, int operand) {
    if (opcode != Opcodes.NEWARRAY) {
      push(1);
    }
    super.visitIntInsn(opcode, operand);
  }

  @Override
  public void visitVarInsn(int opcode, int slot) {
    if (opcode >= Opcodes.ILOAD && opcode <= Opcodes.ALOAD) {
      push(opcode == Opcodes.LLOAD || opcode == Opcodes.DLOAD ? 2 : 1);
    } else if (opcode != Opcodes.RET) {
      pop(opcode == Opcodes.LSTORE || opcode == Opcodes.DSTORE ? 2 : 1);
    }
    super.visitVarInsn(opcode, slot);
    if (opcode == Opcodes.RET) {
      leave();
    }
  }

  @Override
  public void visitTypeInsn(int opcode, String type) {
    if (opcode == Opcodes.NEW) {
      push(1);
    }
    super.visitTypeInsn(opcode, type);
  }

  @Override
  public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
    int size = Type.getType(descriptor).getSize();
    if (opcode == Opcodes.PUTSTATIC || opcode == Opcodes.PUTFIELD) {
      pop(size + (opcode == Opcodes.PUTFIELD ? 1 : 0));
    } else {
      change(opcode == Opcodes.GETFIELD ? 1 : 0, size);
    }
    super.visitFieldInsn(opcode, owner, name, descriptor);
  }

  @Override
  public void visitMethodInsn(
      int opcode, String owner, String name, String descriptor, boolean isInterface) {
    // ASM counts the object among the arguments
    int popped = (Type.getArgumentsAndReturnSizes(descriptor) >> 2) - 1;
    change(
        popped + (opcode == Opcodes.INVOKESTATIC ? 0 : 1),
        Type.getReturnType(descriptor).getSize());
    super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
  }

  @Override
  public void visitInvokeDynamicInsn(
      String name, String descriptor, Handle bootstrap, Object... arguments) {
    change(
        (Type.getArgumentsAndReturnSizes(descriptor) >> 2) - 1,
        Type.getReturnType(descriptor).getSize());
    super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
  }

  @Override
  public void visitJumpInsn(int opcode, Label label) {
    if (opcode >= Opcodes.IF_ICMPEQ && opcode <= Opcodes.IF_ACMPNE) {
      pop(2);
    } else if (opcode != Opcodes.GOTO && opcode != Opcodes.JSR) {
      pop(1);
    }
    jumpTo(label);
    if (opcode == Opcodes.JSR) {
      atLabel.put(label, slots.toString() + ONE);
    }
    super.visitJumpInsn(opcode, label);
    if (opcode == Opcodes.GOTO) {
      leave();
    }
  }

  @Override
  public void visitLdcInsn(Object value) {
    boolean wide =
        value instanceof Long
            || value instanceof Double
            || (value instanceof ConstantDynamic && ((ConstantDynamic) value).getSize() == 2);
    push(wide ? 2 : 1);
    super.visitLdcInsn(value);
  }

  @Override
  public void visitTableSwitchInsn(int min, int max, Label otherwise, Label... labels) {
    pop(1);
    for (Label label : labels) {
      jumpTo(label);
    }
    jumpTo(otherwise);
    super.visitTableSwitchInsn(min, max, otherwise, labels);
    leave();
  }

  @Override
  public void visitLookupSwitchInsn(Label otherwise, int[] keys, Label[] labels) {
    pop(1);
    for (Label label : labels) {
      jumpTo(label);
    }
    jumpTo(otherwise);
    super.visitLookupSwitchInsn(otherwise, keys, labels);
    leave();
  }

  @Override
  public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
    change(dimensions, 1);
    super.visitMultiANewArrayInsn(descriptor, dimensions);
  }
}
