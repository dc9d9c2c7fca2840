package io.batchmon.weaving;

import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/** A class on its way through the weaver: passes each method that a hook names on to be woven. */
final class HookedClass extends ClassVisitor {
  private final List<WovenHook> hooks;
  private final List<WovenHook> matched = new ArrayList<>(2);
  private final List<String> fields = new ArrayList<>(8);
  private int version;
  private String name = "";

  HookedClass(ClassVisitor next, List<WovenHook> hooks) {
    super(Opcodes.ASM9, next);
    this.hooks = hooks;
  }

  /** The hooks for which a method was found that has the values their advice takes. */
  List<WovenHook> matched() {
    return matched;
  }

  @Override
  public void visit(
      int newVersion,
      int access,
      String newName,
      @Nullable String signature,
      @Nullable String superName,
      String @Nullable [] interfaces) {
    version = newVersion & 0xffff;
    name = newName;
    super.visit(newVersion, access, newName, signature, superName, interfaces);
  }

  @Override
  public FieldVisitor visitField(
      int access,
      String fieldName,
      String descriptor,
      @Nullable String signature,
      @Nullable Object value) {
    if ((access & Opcodes.ACC_STATIC) == 0) {
      fields.add(fieldName + ':' + descriptor);
    }
    return super.visitField(access, fieldName, descriptor, signature, value);
  }

  @Override
  public MethodVisitor visitMethod(
      int access,
      String methodName,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    MethodVisitor method = super.visitMethod(access, methodName, descriptor, signature, exceptions);
    // why: before the call of a superclass's constructor there is no object to give to advice
    if ((access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) != 0
        || methodName.equals("<init>")) {
      return method;
    }
    for (WovenHook hook : hooks) {
      if (!hook.matches(methodName, descriptor) || !hasFields(hook)) {
        continue;
      }
      if (hook.call() != null) {
        method = new AroundCalls(method, hook, hook.call(), matched);
      } else if (HookedMethod.fits(hook, name, access, descriptor)) {
        if (!matched.contains(hook)) {
          matched.add(hook);
        }
        method = new HookedMethod(method, hook, name, access, descriptor, version);
      }
    }
    return method;
  }

  // why: a field of another type would link to nothing, and only when the method is called
  private boolean hasFields(WovenHook hook) {
    for (WovenHook.FieldValue field : hook.fields()) {
      if (!field.inherited && !fields.contains(field.name + ':' + field.descriptor)) {
        return false;
      }
    }
    return true;
  }
}
