package io.batchmon.instrumentation.testing;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection of JMS, spoken by reflection: the same test serves {@code javax.jms} and {@code
 * jakarta.jms}, whichever the driver on the class path knows. Everything of JMS is an Object here.
 */
public final class Jms implements AutoCloseable {
  private static final int AUTO_ACKNOWLEDGE = 1;

  private static final Map<Class<?>, Class<?>> BOXES =
      Map.of(int.class, Integer.class, long.class, Long.class, boolean.class, Boolean.class);

  private final Object factory;
  private final Object connection;
  private final Object session;

  /** A connection that is started, of a driver's own factory. */
  public Jms(String factoryClass, String url) throws Exception {
    factory = Class.forName(factoryClass).getConstructor(String.class).newInstance(url);
    connection = get(factory, "createConnection");
    session = get(connection, "createSession", false, AUTO_ACKNOWLEDGE);
    call(connection, "start");
  }

  /** Whether the driver's factory is one of {@code jakarta.jms}. */
  public boolean isJakarta() {
    return isOf(factory.getClass(), "jakarta.jms.ConnectionFactory");
  }

  private static boolean isOf(@Nullable Class<?> type, String name) {
    return type != null
        && (type.getName().equals(name)
            || isOf(type.getSuperclass(), name)
            || Arrays.stream(type.getInterfaces()).anyMatch(each -> isOf(each, name)));
  }

  /** An interface of JMS, of the driver's namespace. */
  public Class<?> type(String simpleName) throws ClassNotFoundException {
    return Class.forName((isJakarta() ? "jakarta" : "javax") + ".jms." + simpleName);
  }

  public Object factory() {
    return factory;
  }

  public Object connection() {
    return connection;
  }

  public Object session() {
    return session;
  }

  /** Another one, with its own thread for listeners. */
  public Object session(boolean isTransacted) throws Exception {
    return get(connection, "createSession", isTransacted, AUTO_ACKNOWLEDGE);
  }

  public Object queue(String name) throws Exception {
    return get(session, "createQueue", name);
  }

  public Object producer(Object destination) throws Exception {
    return get(session, "createProducer", destination);
  }

  public Object consumer(Object destination) throws Exception {
    return get(session(false), "createConsumer", destination);
  }

  /** A text message with these properties, names and values in turn. */
  public Object text(String text, String... properties) throws Exception {
    Object message = get(session, "createTextMessage", text);
    for (int i = 0; i < properties.length; i += 2) {
      call(message, "setStringProperty", properties[i], properties[i + 1]);
    }
    return message;
  }

  /** Sends by a producer of its own. */
  public void send(Object destination, Object message) throws Exception {
    Object producer = producer(destination);
    call(producer, "send", message);
    call(producer, "close");
  }

  /** The next message of a queue; an error if none comes. */
  public Object take(Object destination) throws Exception {
    Object consumer = consumer(destination);
    Object message = call(consumer, "receive", 30_000L);
    call(consumer, "close");
    if (message == null) {
      throw new AssertionError("no message came");
    }
    return message;
  }

  public static String textOf(Object message) throws Exception {
    return (String) get(message, "getText");
  }

  public static @Nullable String property(Object message, String name) throws Exception {
    return (String) call(message, "getStringProperty", name);
  }

  /** A MessageListener that does this. */
  public Object listener(Consumer<Object> body) throws Exception {
    return proxy(
        type("MessageListener"),
        (self, method, values) -> {
          body.accept(values[0]);
          return null;
        });
  }

  /** An object of this interface, whose calls but Object's go there. */
  public static Object proxy(Class<?> type, InvocationHandler calls) {
    return Proxy.newProxyInstance(
        Jms.class.getClassLoader(),
        new Class<?>[] {type},
        (self, method, values) -> {
          if (method.getDeclaringClass() != Object.class) {
            return calls.invoke(self, method, values);
          }
          return switch (method.getName()) {
            case "equals" -> self == values[0];
            case "hashCode" -> System.identityHashCode(self);
            default -> type.getName();
          };
        });
  }

  /** Calls the public method of this name that takes these values; throws what it throws. */
  public static @Nullable Object call(Object target, String name, @Nullable Object... values)
      throws Exception {
    for (Method method : target.getClass().getMethods()) {
      if (method.getName().equals(name) && takes(method.getParameterTypes(), values)) {
        method.setAccessible(true);
        try {
          return method.invoke(target, values);
        } catch (InvocationTargetException thrown) {
          if (thrown.getCause() instanceof Exception failure) {
            throw failure;
          }
          throw thrown;
        }
      }
    }
    throw new NoSuchMethodException(target.getClass() + "." + name);
  }

  /** As {@link #call}, of a method that does not return null. */
  public static Object get(Object target, String name, @Nullable Object... values)
      throws Exception {
    return Objects.requireNonNull(call(target, name, values), name);
  }

  private static boolean takes(Class<?>[] types, @Nullable Object[] values) {
    if (types.length != values.length) {
      return false;
    }
    for (int i = 0; i < types.length; i++) {
      Class<?> type = BOXES.getOrDefault(types[i], types[i]);
      if (values[i] == null ? types[i].isPrimitive() : !type.isInstance(values[i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    try {
      call(connection, "close");
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }
}
