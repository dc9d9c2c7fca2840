package io.batchmon.agent.entrypoint;

import static net.bytebuddy.matcher.ElementMatchers.failSafe;
import static net.bytebuddy.matcher.ElementMatchers.hasSuperType;
import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.isAnnotatedWith;
import static net.bytebuddy.matcher.ElementMatchers.isBridge;
import static net.bytebuddy.matcher.ElementMatchers.isConstructor;
import static net.bytebuddy.matcher.ElementMatchers.isInterface;
import static net.bytebuddy.matcher.ElementMatchers.isNative;
import static net.bytebuddy.matcher.ElementMatchers.isTypeInitializer;
import static net.bytebuddy.matcher.ElementMatchers.nameMatches;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.not;

import io.batchmon.weaving.ClassMatcher;
import io.batchmon.weaving.WovenHook;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.pool.TypePool;
import org.jspecify.annotations.Nullable;

/**
 * Finds the methods that operators describe. A glance at the class file comes first; Byte Buddy
 * reads supertypes as class files through the class's own loader, and loads no class.
 */
final class EntryPointMatcher implements ClassMatcher {
  private final List<Described> all = new ArrayList<>();
  private final WovenHook template;
  private final EntryPoints report;

  /** An entry, what to glance at, and how to match it. */
  private static final class Described {
    final EntryPoint point;
    final String prefix;
    final byte[] mark;
    final ElementMatcher<? super TypeDescription> type;
    final ElementMatcher<? super MethodDescription> method;
    final @Nullable ElementMatcher<? super TypeDescription> onType;

    Described(EntryPoint point) {
      this.point = point;
      ElementMatcher.Junction<MethodDescription> hookable =
          not(
              isAbstract()
                  .or(isNative())
                  .or(isBridge())
                  .or(isConstructor())
                  .or(isTypeInitializer()));
      ElementMatcher.Junction<TypeDescription> ofClass = not(isInterface());
      String name = point.type();
      switch (point.kind()) {
        case ANNOTATION:
          prefix = "";
          mark = ('L' + name.replace('.', '/') + ';').getBytes(StandardCharsets.UTF_8);
          type = ofClass;
          method = hookable.and(isAnnotatedWith(named(name)));
          onType = isAnnotatedWith(named(name));
          break;
        case SUPERTYPE:
          prefix = "";
          mark = point.method().getBytes(StandardCharsets.UTF_8);
          type = ofClass.and(failSafe(hasSuperType(named(name))));
          method = hookable.and(named(point.method()));
          onType = null;
          break;
        default:
          prefix = name.substring(0, name.indexOf('*')).replace('.', '/');
          mark = point.method().getBytes(StandardCharsets.UTF_8);
          type = ofClass.and(nameMatches(regex(name)));
          method = hookable.and(named(point.method()));
          onType = null;
          break;
      }
    }

    // why: names are stored in the class file as they are, so most classes need no closer look
    boolean isPossible(String className, byte[] classFile) {
      return className.startsWith(prefix) && contains(classFile, mark);
    }
  }

  EntryPointMatcher(List<EntryPoint> described, WovenHook template, EntryPoints report) {
    for (EntryPoint point : described) {
      all.add(new Described(point));
    }
    this.template = template;
    this.report = report;
  }

  /** One star stands for a part of a name, two for any number of packages as well. */
  static String regex(String pattern) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '*' && i + 1 < pattern.length() && pattern.charAt(i + 1) == '*') {
        regex.append(".*");
        i++;
      } else if (c == '*') {
        regex.append("[^.]*");
      } else {
        regex.append(c == '.' || c == '$' ? "\\" : "").append(c);
      }
    }
    return regex.toString();
  }

  @Override
  public List<WovenHook> hooksOf(@Nullable ClassLoader loader, String className, byte[] classFile) {
    List<Described> possible = null;
    for (Described one : all) {
      if (one.isPossible(className, classFile) && isWorthResolving(one, classFile)) {
        possible = possible == null ? new ArrayList<>() : possible;
        possible.add(one);
      }
    }
    return possible == null
        ? Collections.emptyList()
        : hooksOf(describe(loader, className, classFile), className, possible);
  }

  private static boolean isWorthResolving(Described one, byte[] classFile) {
    if (one.point.kind() != EntryPoint.Kind.SUPERTYPE) {
      return true;
    }
    ClassReader reader = new ClassReader(classFile);
    return reader.getInterfaces().length > 0 || !"java/lang/Object".equals(reader.getSuperName());
  }

  private static TypeDescription describe(
      @Nullable ClassLoader loader, String className, byte[] classFile) {
    String name = className.replace('/', '.');
    ClassFileLocator files =
        new ClassFileLocator.Compound(
            ClassFileLocator.Simple.of(name, classFile),
            ClassFileLocator.ForClassLoader.of(loader));
    return new TypePool.Default(
            new TypePool.CacheProvider.Simple(), files, TypePool.Default.ReaderMode.FAST)
        .describe(name)
        .resolve();
  }

  private List<WovenHook> hooksOf(
      TypeDescription type, String className, List<Described> possible) {
    List<WovenHook> hooks = new ArrayList<>();
    List<String> taken = new ArrayList<>();
    for (Described one : possible) {
      if (!one.type.matches(type)) {
        continue;
      }
      if (one.onType != null && one.onType.matches(type)) {
        one.point.onClass(type.getName());
      }
      for (MethodDescription method : type.getDeclaredMethods().filter(one.method)) {
        String descriptor = method.getDescriptor();
        if (!one.point.found()) {
          report.tooMany(one.point);
        } else if (!taken.contains(method.getInternalName() + descriptor)) {
          taken.add(method.getInternalName() + descriptor);
          hooks.add(
              template.in(
                  className,
                  method.getInternalName(),
                  descriptor.substring(0, descriptor.indexOf(')') + 1)));
        }
      }
    }
    return hooks;
  }

  private static boolean contains(byte[] bytes, byte[] part) {
    for (int i = 0; i + part.length <= bytes.length; i++) {
      int j = 0;
      while (j < part.length && bytes[i + j] == part[j]) {
        j++;
      }
      if (j == part.length) {
        return true;
      }
    }
    return false;
  }
}
