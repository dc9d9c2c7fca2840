package io.batchmon.weaving;

import java.util.Arrays;
import net.bytebuddy.jar.asm.AnnotationVisitor;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import net.bytebuddy.jar.asm.TypePath;
import org.jspecify.annotations.Nullable;

/**
 * Puts the calls of advice into one method:
 *
 * <pre>{@code
 * state = null;
 * try { state = Advice.enter(this, arguments); } catch (Throwable t) { JobRuns.adviceFailed(t, hook); }
 * ...copies of this and the arguments, for the body...
 * try { result = ...the body, each return a jump...; }
 * catch (Throwable thrown) {
 *   if (state != null) try { Advice.exit(state, this, arguments, null, thrown); } catch ...
 *   throw thrown;
 * }
 * if (state != null) try { Advice.exit(state, this, arguments, result, null); } catch ...
 * return result;
 * }</pre>
 *
 * <p>Where advice replaces an argument, the copy for the body is what enter returned; where it
 * replaces the result, that is what exit returned.
 *
 * <p>Slots: this and the arguments as they came, which nobody overwrites; our locals; then the
 * body's, moved up as a whole. Frames are written by hand: computing them would load classes inside
 * the transformer.
 */
final class HookedMethod extends OperandStack {
  private static final String DOOR = "io/batchmon/job/JobRuns";
  private static final String THROWABLE = "java/lang/Throwable";

  private final WovenHook hook;
  private final String owner;
  private final Type[] values;
  private final Type returnType;
  private final boolean framed;
  private final boolean isStatic;

  private final Type @Nullable [] enterTypes;
  private final Type @Nullable [] exitTypes;
  private final @Nullable Type enterState;

  private final int stateSlot;
  private final int thrownSlot;
  private final int resultSlot;
  private final int bodySlot;
  private final Object[] ourFrame;

  private final Label bodyStart = new Label();
  private final Label bodyEnd = new Label();
  private final Label returned = new Label();

  HookedMethod(
      MethodVisitor next,
      WovenHook hook,
      String owner,
      int access,
      String descriptor,
      int classFileVersion) {
    super(next);
    this.hook = hook;
    this.owner = owner;
    this.values = valuesOf(owner, access, descriptor);
    this.returnType = Type.getReturnType(descriptor);
    this.framed = classFileVersion >= Opcodes.V1_6;
    this.isStatic = (access & Opcodes.ACC_STATIC) != 0;

    String enter = hook.enter();
    String exit = hook.exit();
    this.enterTypes = enter == null ? null : Type.getArgumentTypes(enter);
    this.exitTypes = exit == null ? null : Type.getArgumentTypes(exit);
    Type entered = enter == null ? Type.VOID_TYPE : Type.getReturnType(enter);
    this.enterState = entered.getSort() == Type.VOID ? null : entered;

    this.stateSlot = sizeOf(values);
    this.thrownSlot = stateSlot + 1;
    this.resultSlot = thrownSlot + 1;
    this.bodySlot = resultSlot + returnType.getSize();

    boolean returns = returnType.getSize() != 0;
    this.ourFrame = new Object[values.length + (returns ? 3 : 2)];
    for (int i = 0; i < values.length; i++) {
      ourFrame[i] = frameType(values[i]);
    }
    ourFrame[values.length] = enterState == null ? Opcodes.INTEGER : frameType(enterState);
    ourFrame[values.length + 1] = THROWABLE;
    if (returns) {
      ourFrame[values.length + 2] = frameType(returnType);
    }
  }

  private static Type[] valuesOf(String owner, int access, String descriptor) {
    Type[] arguments = Type.getArgumentTypes(descriptor);
    if ((access & Opcodes.ACC_STATIC) != 0) {
      return arguments;
    }
    Type[] values = new Type[arguments.length + 1];
    values[0] = Type.getObjectType(owner);
    System.arraycopy(arguments, 0, values, 1, arguments.length);
    return values;
  }

  /** Whether the method has the values that advice takes; weaving it otherwise breaks the class. */
  static boolean fits(WovenHook hook, String owner, int access, String descriptor) {
    if (hook.isEntryPoint()) {
      return true;
    }
    boolean isStatic = (access & Opcodes.ACC_STATIC) != 0;
    Type[] values = valuesOf(owner, access, descriptor);
    int fields = isStatic ? 0 : hook.fields().size();
    Type[] offered = Arrays.copyOf(values, values.length + fields);
    for (int i = 0; i < fields; i++) {
      offered[values.length + i] = Type.getType(hook.fields().get(i).descriptor);
    }
    String enter = hook.enter();
    String exit = hook.exit();
    if (hook.replacedArgument() >= 0
        && !isReplaceable(descriptor, hook.replacedArgument(), enter)) {
      return false;
    }
    if (enter != null && !fit(offered, Type.getArgumentTypes(enter))) {
      return false;
    }
    if (exit == null) {
      return true;
    }
    if (hook.isReplacingResult()
        && (Type.getReturnType(exit).getSort() < Type.ARRAY
            || Type.getReturnType(descriptor).getSort() < Type.ARRAY)) {
      return false;
    }
    Type[] wanted = Type.getArgumentTypes(exit);
    boolean stateful = enter != null && Type.getReturnType(enter).getSort() != Type.VOID;
    int from = stateful ? 1 : 0;
    int to = wanted.length - 1;
    if (to < 0 || !wanted[to].getInternalName().equals(THROWABLE)) {
      return false;
    }
    Type result = Type.getReturnType(descriptor);
    if (hook.isReturned() && result.getSort() != Type.VOID) {
      to--;
      if (to < from || !fits(result, wanted[to])) {
        return false;
      }
    }
    return to >= from && fit(offered, Arrays.copyOfRange(wanted, from, to));
  }

  private static boolean isReplaceable(String descriptor, int index, @Nullable String enter) {
    Type[] arguments = Type.getArgumentTypes(descriptor);
    return enter != null
        && Type.getReturnType(enter).getSort() >= Type.ARRAY
        && index < arguments.length
        && arguments[index].getSort() >= Type.ARRAY;
  }

  private static boolean fit(Type[] offered, Type[] wanted) {
    if (wanted.length > offered.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (!fits(offered[i], wanted[i])) {
        return false;
      }
    }
    return true;
  }

  // why: of two different classes nothing is known here; advice is given a value after a cast
  private static boolean fits(Type given, Type wanted) {
    return given.equals(wanted)
        || (given.getSort() >= Type.ARRAY && wanted.getSort() >= Type.ARRAY);
  }

  private boolean passesResult() {
    return hook.isReturned() && returnType.getSort() != Type.VOID;
  }

  private static Object frameType(Type type) {
    switch (type.getSort()) {
      case Type.BOOLEAN:
      case Type.BYTE:
      case Type.CHAR:
      case Type.SHORT:
      case Type.INT:
        return Opcodes.INTEGER;
      case Type.LONG:
        return Opcodes.LONG;
      case Type.FLOAT:
        return Opcodes.FLOAT;
      case Type.DOUBLE:
        return Opcodes.DOUBLE;
      default:
        return type.getInternalName();
    }
  }

  @Override
  public void visitCode() {
    super.visitCode();
    if (enterState == null) {
      // without a state of its own, exit is called if enter did not throw
      mv.visitInsn(enterTypes == null ? Opcodes.ICONST_1 : Opcodes.ICONST_0);
      mv.visitVarInsn(Opcodes.ISTORE, stateSlot);
    } else {
      mv.visitInsn(Opcodes.ACONST_NULL);
      mv.visitVarInsn(Opcodes.ASTORE, stateSlot);
    }
    mv.visitInsn(Opcodes.ACONST_NULL);
    mv.visitVarInsn(Opcodes.ASTORE, thrownSlot);
    if (returnType.getSize() != 0) {
      mv.visitInsn(zeroOf(returnType));
      mv.visitVarInsn(returnType.getOpcode(Opcodes.ISTORE), resultSlot);
    }
    if (enterTypes != null) {
      callEnter(enterTypes);
    }
    int slot = 0;
    for (Type value : values) {
      mv.visitVarInsn(value.getOpcode(Opcodes.ILOAD), slot);
      mv.visitVarInsn(value.getOpcode(Opcodes.ISTORE), bodySlot + slot);
      slot += value.getSize();
    }
    if (hook.replacedArgument() >= 0) {
      replaceArgument(hook.replacedArgument() + (isStatic ? 0 : 1));
    }
    mv.visitLabel(bodyStart);
  }

  private void replaceArgument(int index) {
    int slot = 0;
    for (int i = 0; i < index; i++) {
      slot += values[i].getSize();
    }
    Label start = new Label();
    Label end = new Label();
    Label failed = new Label();
    Label body = new Label();
    mv.visitTryCatchBlock(start, end, failed, THROWABLE);
    mv.visitVarInsn(Opcodes.ALOAD, stateSlot);
    mv.visitJumpInsn(Opcodes.IFNULL, body);
    mv.visitLabel(start);
    mv.visitVarInsn(Opcodes.ALOAD, stateSlot);
    // why: even if advice promises that very type, it may be of another loader
    mv.visitTypeInsn(Opcodes.CHECKCAST, values[index].getInternalName());
    mv.visitVarInsn(Opcodes.ASTORE, bodySlot + slot);
    mv.visitLabel(end);
    mv.visitJumpInsn(Opcodes.GOTO, body);
    mv.visitLabel(failed);
    copiedFrame(THROWABLE);
    tellFailed();
    mv.visitLabel(body);
    copiedFrame(null);
    mv.visitInsn(Opcodes.NOP);
  }

  private void tellFailed() {
    mv.visitLdcInsn(hook.display());
    mv.visitMethodInsn(
        Opcodes.INVOKESTATIC,
        DOOR,
        "adviceFailed",
        "(Ljava/lang/Throwable;Ljava/lang/String;)V",
        false);
  }

  private static int zeroOf(Type type) {
    switch (type.getSort()) {
      case Type.LONG:
        return Opcodes.LCONST_0;
      case Type.FLOAT:
        return Opcodes.FCONST_0;
      case Type.DOUBLE:
        return Opcodes.DCONST_0;
      case Type.ARRAY:
      case Type.OBJECT:
        return Opcodes.ACONST_NULL;
      default:
        return Opcodes.ICONST_0;
    }
  }

  private void callEnter(Type[] types) {
    Label start = new Label();
    Label end = new Label();
    Label failed = new Label();
    Label body = new Label();
    mv.visitTryCatchBlock(start, end, failed, THROWABLE);
    mv.visitLabel(start);
    pushValues(types, 0, types.length);
    mv.visitMethodInsn(Opcodes.INVOKESTATIC, hook.advice(), "enter", hook.enter(), false);
    if (enterState == null) {
      mv.visitInsn(Opcodes.ICONST_1);
      mv.visitVarInsn(Opcodes.ISTORE, stateSlot);
    } else {
      mv.visitVarInsn(Opcodes.ASTORE, stateSlot);
    }
    mv.visitLabel(end);
    mv.visitJumpInsn(Opcodes.GOTO, body);
    mv.visitLabel(failed);
    frame(THROWABLE);
    tellFailed();
    mv.visitLabel(body);
    frame(null);
    // why: the body may begin with a frame of its own, and no two frames may share an offset
    mv.visitInsn(Opcodes.NOP);
  }

  private void pushValues(Type[] types, int from, int to) {
    if (hook.isEntryPoint()) {
      pushNames(to - from);
      return;
    }
    int slot = 0;
    for (int i = 0; from + i < to; i++) {
      Type given;
      if (i < values.length) {
        given = values[i];
        mv.visitVarInsn(given.getOpcode(Opcodes.ILOAD), slot);
        slot += given.getSize();
      } else {
        WovenHook.FieldValue field = hook.fields().get(i - values.length);
        given = Type.getType(field.descriptor);
        mv.visitVarInsn(Opcodes.ALOAD, 0);
        mv.visitFieldInsn(Opcodes.GETFIELD, owner, field.name, field.descriptor);
      }
      cast(given, types[from + i]);
    }
  }

  private void pushNames(int count) {
    if (count > 0) {
      mv.visitLdcInsn(hook.method());
    }
    if (count > 1 && isStatic) {
      mv.visitLdcInsn(hook.method());
    } else if (count > 1) {
      mv.visitVarInsn(Opcodes.ALOAD, 0);
    }
  }

  private void cast(Type given, Type wanted) {
    if (!given.equals(wanted) && !wanted.getInternalName().equals("java/lang/Object")) {
      mv.visitTypeInsn(Opcodes.CHECKCAST, wanted.getInternalName());
    }
  }

  private void frame(@Nullable String onStack) {
    frame(ourFrame, onStack);
  }

  /** A frame in which the body has its copies already. */
  private void copiedFrame(@Nullable String onStack) {
    Object[] locals = Arrays.copyOf(ourFrame, ourFrame.length + values.length);
    for (int i = 0; i < values.length; i++) {
      locals[ourFrame.length + i] = frameType(values[i]);
    }
    frame(locals, onStack);
  }

  private void frame(Object[] locals, @Nullable String onStack) {
    if (framed) {
      mv.visitFrame(
          Opcodes.F_NEW,
          locals.length,
          locals,
          onStack == null ? 0 : 1,
          onStack == null ? new Object[0] : new Object[] {onStack});
    }
  }

  @Override
  public void visitInsn(int opcode) {
    if (opcode < Opcodes.IRETURN || opcode > Opcodes.RETURN || exitTypes == null) {
      super.visitInsn(opcode);
      return;
    }
    if (opcode != Opcodes.RETURN) {
      mv.visitVarInsn(returnType.getOpcode(Opcodes.ISTORE), resultSlot);
      pop(returnType.getSize());
    }
    clear();
    mv.visitJumpInsn(Opcodes.GOTO, returned);
    leave();
  }

  @Override
  public void visitMaxs(int maxStack, int maxLocals) {
    if (exitTypes != null) {
      Label thrownHere = new Label();
      mv.visitLabel(bodyEnd);

      mv.visitLabel(returned);
      frame(null);
      callExit(exitTypes, false);
      if (returnType.getSize() != 0) {
        mv.visitVarInsn(returnType.getOpcode(Opcodes.ILOAD), resultSlot);
      }
      mv.visitInsn(returnType.getOpcode(Opcodes.IRETURN));

      mv.visitLabel(thrownHere);
      frame(THROWABLE);
      mv.visitVarInsn(Opcodes.ASTORE, thrownSlot);
      callExit(exitTypes, true);
      mv.visitVarInsn(Opcodes.ALOAD, thrownSlot);
      mv.visitInsn(Opcodes.ATHROW);

      // why: last, so that every handler of the body itself goes before ours
      mv.visitTryCatchBlock(bodyStart, bodyEnd, thrownHere, null);
    }
    mv.visitMaxs(Math.max(maxStack, ourStack()), maxLocals + bodySlot);
  }

  private int ourStack() {
    int most = 4;
    most = Math.max(most, sizeOf(enterTypes));
    return Math.max(most, sizeOf(exitTypes) + 1);
  }

  private static int sizeOf(Type @Nullable [] types) {
    int size = 0;
    if (types != null) {
      for (Type type : types) {
        size += type.getSize();
      }
    }
    return size;
  }

  private void callExit(Type[] types, boolean threw) {
    Label start = new Label();
    Label end = new Label();
    Label failed = new Label();
    Label done = new Label();
    mv.visitVarInsn(enterState == null ? Opcodes.ILOAD : Opcodes.ALOAD, stateSlot);
    mv.visitJumpInsn(enterState == null ? Opcodes.IFEQ : Opcodes.IFNULL, done);
    mv.visitLabel(start);
    if (enterState != null) {
      mv.visitVarInsn(Opcodes.ALOAD, stateSlot);
    }
    int last = types.length - 1;
    boolean passesResult = passesResult();
    pushValues(types, enterState == null ? 0 : 1, passesResult ? last - 1 : last);
    if (passesResult) {
      mv.visitVarInsn(returnType.getOpcode(Opcodes.ILOAD), resultSlot);
      cast(returnType, types[last - 1]);
    }
    if (threw) {
      mv.visitVarInsn(Opcodes.ALOAD, thrownSlot);
    } else {
      mv.visitInsn(Opcodes.ACONST_NULL);
    }
    mv.visitMethodInsn(Opcodes.INVOKESTATIC, hook.advice(), "exit", hook.exit(), false);
    keep(hook.isReplacingResult() && !threw);
    mv.visitLabel(end);
    mv.visitJumpInsn(Opcodes.GOTO, done);
    mv.visitLabel(failed);
    frame(THROWABLE);
    if (enterState == null) {
      mv.visitInsn(Opcodes.ACONST_NULL);
    } else {
      mv.visitVarInsn(Opcodes.ALOAD, stateSlot);
    }
    mv.visitVarInsn(Opcodes.ALOAD, thrownSlot);
    mv.visitLdcInsn(hook.display());
    mv.visitMethodInsn(
        Opcodes.INVOKESTATIC,
        DOOR,
        "exitAdviceFailed",
        "(Ljava/lang/Throwable;Ljava/lang/Object;Ljava/lang/Throwable;Ljava/lang/String;)V",
        false);
    mv.visitLabel(done);
    frame(null);
    mv.visitTryCatchBlock(start, end, failed, THROWABLE);
  }

  /** What exit returned, if anything, becomes the result or is dropped. */
  private void keep(boolean asResult) {
    String exit = hook.exit();
    Type kept = exit == null ? Type.VOID_TYPE : Type.getReturnType(exit);
    if (asResult) {
      cast(kept, returnType);
      mv.visitVarInsn(Opcodes.ASTORE, resultSlot);
    } else if (kept.getSize() != 0) {
      mv.visitInsn(kept.getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
    }
  }

  @Override
  public void visitVarInsn(int opcode, int slot) {
    super.visitVarInsn(opcode, bodySlot + slot);
  }

  @Override
  public void visitIincInsn(int slot, int increment) {
    super.visitIincInsn(bodySlot + slot, increment);
  }

  @Override
  public void visitLocalVariable(
      String name,
      String descriptor,
      @Nullable String signature,
      Label start,
      Label end,
      int slot) {
    super.visitLocalVariable(name, descriptor, signature, start, end, bodySlot + slot);
  }

  @Override
  public AnnotationVisitor visitLocalVariableAnnotation(
      int typeRef,
      TypePath typePath,
      Label[] start,
      Label[] end,
      int[] slots,
      String descriptor,
      boolean visible) {
    int[] moved = new int[slots.length];
    for (int i = 0; i < slots.length; i++) {
      moved[i] = bodySlot + slots[i];
    }
    return super.visitLocalVariableAnnotation(
        typeRef, typePath, start, end, moved, descriptor, visible);
  }

  @Override
  public void visitFrame(
      int type, int localCount, Object[] locals, int stackCount, Object[] stack) {
    Object[] all = Arrays.copyOf(ourFrame, ourFrame.length + localCount);
    System.arraycopy(locals, 0, all, ourFrame.length, localCount);
    super.visitFrame(type, all.length, all, stackCount, stack);
  }
}
