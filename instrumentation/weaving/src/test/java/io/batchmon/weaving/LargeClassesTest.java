package io.batchmon.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hooks every method of many real classes; the JVM's verifier is the judge. */
class LargeClassesTest {
  @ParameterizedTest
  @ValueSource(
      classes = {
        Assertions.class,
        org.junit.jupiter.api.Test.class,
        ClassReader.class,
        org.quartz.Scheduler.class,
        kotlin.collections.CollectionsKt.class
      })
  void everyMethodOfAJarIsVerifiedWhenWoven(Class<?> one) throws Exception {
    Path jar = Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> names = new ArrayList<>();
    List<WovenHook> hooks = new ArrayList<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : file.stream().toList()) {
        String path = entry.getName();
        if (path.endsWith(".class") && !path.contains("-") && !path.startsWith("META-INF")) {
          names.add(path.substring(0, path.length() - 6).replace('/', '.'));
          hooks.addAll(hooksOf(file.getInputStream(entry).readAllBytes()));
        }
      }
    }
    WovenLoader loader = new WovenLoader(one.getClassLoader(), names::contains, hooks);

    List<String> broken = new ArrayList<>();
    int linked = 0;
    for (String name : names) {
      try {
        Class<?> woven = Class.forName(name, false, loader);
        // why: this links the class, and so verifies it, but does not run its initializer
        assertThat(woven.getDeclaredMethods()).isNotNull();
        linked++;
      } catch (VerifyError | ClassFormatError failure) {
        broken.add(name + ": " + failure.getMessage());
      } catch (LinkageError | ClassNotFoundException missing) {
        // an optional dependency of the jar
      }
    }

    assertThat(broken).isEmpty();
    assertThat(loader.unfit()).isEmpty();
    assertThat(loader.woven()).hasSizeGreaterThan(100);
    assertThat(linked).isGreaterThan(names.size() / 2);
  }

  private static List<WovenHook> hooksOf(byte[] classFile) throws IOException {
    ClassReader reader = new ClassReader(classFile);
    Set<String> methods = new LinkedHashSet<>();
    reader.accept(
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            if ((access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) == 0
                && !name.equals("<init>")) {
              methods.add(name);
            }
            return null;
          }
        },
        ClassReader.SKIP_CODE);
    List<Hook> hooks = new ArrayList<>();
    for (String method : methods) {
      hooks.add(
          Hook.on(reader.getClassName().replace('/', '.'))
              .anyMethod(method)
              .advice(DoNothingAdvice.class));
    }
    return HookIndex.of(new TestHooks(hooks));
  }

  /** Hooks for a test. */
  record TestHooks(List<Hook> hooks) implements JobInstrumentation {
    @Override
    public String name() {
      return "test";
    }
  }
}
