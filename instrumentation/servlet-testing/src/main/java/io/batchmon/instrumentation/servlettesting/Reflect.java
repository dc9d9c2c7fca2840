package io.batchmon.instrumentation.servlettesting;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Calls what the tests cannot name. Throws what the called method throws. */
public final class Reflect {
  private Reflect() {}

  /** An object of this class, by the first constructor that takes so many arguments. */
  public static Object create(ClassLoader loader, String type, Object... arguments) {
    try {
      for (Constructor<?> constructor : loader.loadClass(type).getConstructors()) {
        if (fits(constructor.getParameterTypes(), arguments)) {
          return constructor.newInstance(arguments);
        }
      }
    } catch (InvocationTargetException failure) {
      throw thrown(failure);
    } catch (ReflectiveOperationException failure) {
      throw new IllegalStateException(failure);
    }
    throw new IllegalStateException("no such constructor of " + type);
  }

  /** Calls a public method of the object. */
  public static Object call(Object target, String method, Object... arguments) {
    return callOf(target.getClass(), target, method, arguments);
  }

  /** Calls a static method. */
  public static Object callStatic(Class<?> type, String method, Object... arguments) {
    return callOf(type, null, method, arguments);
  }

  private static Object callOf(
      Class<?> type, @Nullable Object target, String method, Object... arguments) {
    try {
      for (Class<?> declaring = type; declaring != null; declaring = declaring.getSuperclass()) {
        if (Modifier.isPublic(declaring.getModifiers())) {
          for (Method candidate : declaring.getMethods()) {
            if (candidate.getName().equals(method)
                && Modifier.isPublic(candidate.getDeclaringClass().getModifiers())
                && fits(candidate.getParameterTypes(), arguments)) {
              return candidate.invoke(target, arguments);
            }
          }
        }
        for (Class<?> api : declaring.getInterfaces()) {
          for (Method candidate : api.getMethods()) {
            if (candidate.getName().equals(method)
                && fits(candidate.getParameterTypes(), arguments)) {
              return candidate.invoke(target, arguments);
            }
          }
        }
      }
    } catch (InvocationTargetException failure) {
      throw thrown(failure);
    } catch (ReflectiveOperationException failure) {
      throw new IllegalStateException(failure);
    }
    throw new IllegalStateException("no method " + method + " of " + type);
  }

  /** Whether the object has a method of this name. */
  public static boolean has(Object target, String method) {
    for (Method candidate : target.getClass().getMethods()) {
      if (candidate.getName().equals(method)) {
        return true;
      }
    }
    return false;
  }

  /** An object of this interface. */
  public static Object implement(ClassLoader loader, String type, InvocationHandler methods) {
    try {
      return Proxy.newProxyInstance(loader, new Class<?>[] {loader.loadClass(type)}, methods);
    } catch (ClassNotFoundException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static boolean fits(Class<?>[] parameters, Object[] arguments) {
    if (parameters.length != arguments.length) {
      return false;
    }
    for (int i = 0; i < parameters.length; i++) {
      if (arguments[i] != null && !boxed(parameters[i]).isInstance(arguments[i])) {
        return false;
      }
    }
    return true;
  }

  private static Class<?> boxed(Class<?> type) {
    if (type == int.class) {
      return Integer.class;
    }
    if (type == long.class) {
      return Long.class;
    }
    return type == boolean.class ? Boolean.class : type;
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> RuntimeException thrown(InvocationTargetException failure)
      throws T {
    throw (T) failure.getTargetException();
  }
}
