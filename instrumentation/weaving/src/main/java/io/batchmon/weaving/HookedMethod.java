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
 * state = null;                                         // our locals come right after the arguments
 * try { state = Advice.enter(this, arguments); } catch (Throwable t) { JobRuns.adviceFailed(t, hook); }
 * try { result = ...the body, each return a jump...; }
 * catch (Throwable thrown) {
 *   if (state != null) try { Advice.exit(state, this, arguments, null, thrown); } catch ...
 *   throw thrown;
 * }
 * if (state != null) try { Advice.exit(state, this, arguments, result, null); } catch ...
 * return result;
 * }</pre>
 *
 * <p>Frames are written by hand: computing them would load classes inside the transformer.
 */
final class HookedMethod extends MethodVisitor {
  private static final String DOOR = "io/batchmon/job/JobRuns";
  private static final String THROWABLE = "java/lang/Throwable";

  private final WovenHook hook;
  private final String owner;
  private final boolean isStatic;
  private final Type[] arguments;
  private final Type returnType;
  private final boolean framed;
  private final int argumentSlots;

  private final Type @Nullable [] enterTypes;
  private final Type @Nullable [] exitTypes;
  private final @Nullable Type enterState;
  private final int exitValues;

  // our locals, as slots; the copies of this and the arguments come first
  private final int[] copies;
  private final Type[] copyTypes;
  private final int stateSlot;
  private final int thrownSlot;
  private final int resultSlot;
  private final int ourSlots;
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
    super(Opcodes.ASM9, next);
    this.hook = hook;
    this.owner = owner;
    this.isStatic = (access & Opcodes.ACC_STATIC) != 0;
    this.arguments = Type.getArgumentTypes(descriptor);
    this.returnType = Type.getReturnType(descriptor);
    this.framed = classFileVersion >= Opcodes.V1_6;

    int slots = isStatic ? 0 : 1;
    for (Type argument : arguments) {
      slots += argument.getSize();
    }
    this.argumentSlots = slots;

    String enter = hook.enter();
    String exit = hook.exit();
    this.enterTypes = enter == null ? null : Type.getArgumentTypes(enter);
    this.exitTypes = exit == null ? null : Type.getArgumentTypes(exit);
    Type entered = enter == null ? Type.VOID_TYPE : Type.getReturnType(enter);
    this.enterState = entered.getSort() == Type.VOID ? null : entered;
    int values = 0;
    if (exitTypes != null) {
      values = exitTypes.length - 1 - (enterState == null ? 0 : 1);
      values -= passesResult() ? 1 : 0;
    }
    this.exitValues = values;

    int valueCount = (isStatic ? 0 : 1) + arguments.length;
    int copied = Math.min(exitValues, valueCount);
    // why: a field is read from the object at the time of the call, so exit needs the object
    if (exitValues > valueCount && copied == 0 && !isStatic) {
      copied = 1;
    }
    this.copies = new int[copied];
    this.copyTypes = new Type[copied];
    int nextSlot = argumentSlots;
    for (int i = 0; i < copied; i++) {
      copyTypes[i] = typeOfValue(i);
      copies[i] = nextSlot;
      nextSlot += copyTypes[i].getSize();
    }
    this.stateSlot = nextSlot++;
    this.thrownSlot = nextSlot++;
    this.resultSlot = nextSlot;
    nextSlot += returnType.getSize();
    this.ourSlots = nextSlot - argumentSlots;

    this.ourFrame = new Object[copied + 2 + (returnType.getSize() == 0 ? 0 : 1)];
    for (int i = 0; i < copied; i++) {
      ourFrame[i] = frameType(copyTypes[i]);
    }
    ourFrame[copied] = enterState == null ? Opcodes.INTEGER : frameType(enterState);
    ourFrame[copied + 1] = THROWABLE;
    if (returnType.getSize() != 0) {
      ourFrame[copied + 2] = frameType(returnType);
    }
  }

  private boolean passesResult() {
    return hook.isReturned() && returnType.getSort() != Type.VOID;
  }

  private Type typeOfValue(int value) {
    if (isStatic) {
      return arguments[value];
    }
    return value == 0 ? Type.getObjectType(owner) : arguments[value - 1];
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
    int slot = 0;
    for (int i = 0; i < copies.length; i++) {
      mv.visitVarInsn(copyTypes[i].getOpcode(Opcodes.ILOAD), slot);
      mv.visitVarInsn(copyTypes[i].getOpcode(Opcodes.ISTORE), copies[i]);
      slot += copyTypes[i].getSize();
    }
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
    mv.visitLabel(bodyStart);
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
    int slot = 0;
    int valueCount = (isStatic ? 0 : 1) + arguments.length;
    for (int i = 0; i < types.length; i++) {
      if (i < valueCount) {
        Type type = typeOfValue(i);
        mv.visitVarInsn(type.getOpcode(Opcodes.ILOAD), slot);
        slot += type.getSize();
      } else {
        pushField(i - valueCount, 0);
      }
    }
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
    frame(argumentFrame(), THROWABLE);
    mv.visitLdcInsn(hook.display());
    mv.visitMethodInsn(
        Opcodes.INVOKESTATIC,
        DOOR,
        "adviceFailed",
        "(Ljava/lang/Throwable;Ljava/lang/String;)V",
        false);
    mv.visitLabel(body);
    frame(argumentFrame(), null);
    // why: the body may begin with a frame of its own, and no two frames may share an offset
    mv.visitInsn(Opcodes.NOP);
  }

  private void pushField(int index, int objectSlot) {
    WovenHook.FieldValue field = hook.fields().get(index);
    mv.visitVarInsn(Opcodes.ALOAD, objectSlot);
    mv.visitFieldInsn(Opcodes.GETFIELD, owner, field.name, field.descriptor);
  }

  private Object[] argumentFrame() {
    Object[] locals = new Object[(isStatic ? 0 : 1) + arguments.length];
    for (int i = 0; i < locals.length; i++) {
      locals[i] = frameType(typeOfValue(i));
    }
    return locals;
  }

  // why: the body may have overwritten its arguments, so after it nothing is said of them
  private Object[] unknownArguments() {
    Object[] locals = new Object[argumentSlots];
    Arrays.fill(locals, Opcodes.TOP);
    return locals;
  }

  private void frame(Object[] argumentLocals, @Nullable String onStack) {
    if (!framed) {
      return;
    }
    Object[] locals = new Object[argumentLocals.length + ourFrame.length];
    System.arraycopy(argumentLocals, 0, locals, 0, argumentLocals.length);
    System.arraycopy(ourFrame, 0, locals, argumentLocals.length, ourFrame.length);
    mv.visitFrame(
        Opcodes.F_NEW,
        locals.length,
        locals,
        onStack == null ? 0 : 1,
        onStack == null ? new Object[0] : new Object[] {onStack});
  }

  @Override
  public void visitInsn(int opcode) {
    if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN && exitTypes != null) {
      if (opcode != Opcodes.RETURN) {
        mv.visitVarInsn(returnType.getOpcode(Opcodes.ISTORE), resultSlot);
      }
      mv.visitJumpInsn(Opcodes.GOTO, returned);
    } else {
      super.visitInsn(opcode);
    }
  }

  @Override
  public void visitMaxs(int maxStack, int maxLocals) {
    if (exitTypes != null) {
      Label thrownHere = new Label();
      mv.visitLabel(bodyEnd);

      mv.visitLabel(returned);
      frame(unknownArguments(), null);
      callExit(false);
      if (returnType.getSize() != 0) {
        mv.visitVarInsn(returnType.getOpcode(Opcodes.ILOAD), resultSlot);
      }
      mv.visitInsn(returnType.getOpcode(Opcodes.IRETURN));

      mv.visitLabel(thrownHere);
      frame(unknownArguments(), THROWABLE);
      mv.visitVarInsn(Opcodes.ASTORE, thrownSlot);
      callExit(true);
      mv.visitVarInsn(Opcodes.ALOAD, thrownSlot);
      mv.visitInsn(Opcodes.ATHROW);

      // why: last, so that every handler of the body itself goes before ours
      mv.visitTryCatchBlock(bodyStart, bodyEnd, thrownHere, null);
    }
    mv.visitMaxs(Math.max(maxStack, ourStack()), maxLocals + ourSlots);
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

  private void callExit(boolean threw) {
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
    for (int i = 0; i < exitValues; i++) {
      if (i < (isStatic ? 0 : 1) + arguments.length) {
        mv.visitVarInsn(copyTypes[i].getOpcode(Opcodes.ILOAD), copies[i]);
      } else {
        pushField(i - (isStatic ? 0 : 1) - arguments.length, copies[0]);
      }
    }
    if (passesResult()) {
      mv.visitVarInsn(returnType.getOpcode(Opcodes.ILOAD), resultSlot);
    }
    if (threw) {
      mv.visitVarInsn(Opcodes.ALOAD, thrownSlot);
    } else {
      mv.visitInsn(Opcodes.ACONST_NULL);
    }
    mv.visitMethodInsn(Opcodes.INVOKESTATIC, hook.advice(), "exit", hook.exit(), false);
    mv.visitLabel(end);
    mv.visitJumpInsn(Opcodes.GOTO, done);
    mv.visitLabel(failed);
    frame(unknownArguments(), THROWABLE);
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
    frame(unknownArguments(), null);
    mv.visitTryCatchBlock(start, end, failed, THROWABLE);
  }

  @Override
  public void visitVarInsn(int opcode, int slot) {
    super.visitVarInsn(opcode, shifted(slot));
  }

  @Override
  public void visitIincInsn(int slot, int increment) {
    super.visitIincInsn(shifted(slot), increment);
  }

  @Override
  public void visitLocalVariable(
      String name,
      String descriptor,
      @Nullable String signature,
      Label start,
      Label end,
      int slot) {
    super.visitLocalVariable(name, descriptor, signature, start, end, shifted(slot));
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
      moved[i] = shifted(slots[i]);
    }
    return super.visitLocalVariableAnnotation(
        typeRef, typePath, start, end, moved, descriptor, visible);
  }

  private int shifted(int slot) {
    return slot < argumentSlots ? slot : slot + ourSlots;
  }

  @Override
  public void visitFrame(
      int type, int localCount, Object[] locals, int stackCount, Object[] stack) {
    if (!framed) {
      return;
    }
    // an entry is a value, and long and double take two slots
    Object[] moved = new Object[argumentSlots + ourFrame.length + localCount];
    int count = 0;
    int slot = 0;
    int read = 0;
    while (slot < argumentSlots) {
      Object local = read < localCount ? locals[read++] : Opcodes.TOP;
      moved[count++] = local;
      slot += local == Opcodes.LONG || local == Opcodes.DOUBLE ? 2 : 1;
    }
    System.arraycopy(ourFrame, 0, moved, count, ourFrame.length);
    count += ourFrame.length;
    while (read < localCount) {
      moved[count++] = locals[read++];
    }
    super.visitFrame(type, count, moved, stackCount, stack);
  }
}
