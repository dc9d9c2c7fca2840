package io.batchmon.instrumentation.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One method of one class, named exactly, and the advice to call there.
 *
 * <p>Advice is a public final class with a public static {@code enter}, {@code exit} or both. The
 * values of a hook are, in this order: the object (unless the method is static), the arguments, the
 * fields asked for. {@code enter} takes any number of them from the front. {@code exit} takes what
 * {@code enter} returned (if it returns something), any number of the values from the front, the
 * returned value (if asked for), and last a {@code Throwable} that is null unless the method threw.
 * If {@code enter} threw or returned null, {@code exit} is not called.
 */
public final class Hook {
  /** Stands for the class that the JVM was started with. */
  public static final String MAIN_CLASS = "@main";

  /**
   * Stands for each method that an operator names. Its advice is another one: {@code enter} takes
   * the method as {@code class.method}, and the object it is called on (that text again for a
   * static method); {@code exit} what {@code enter} returned, and the {@code Throwable}.
   */
  public static final String ENTRY_POINT = "@entrypoint";

  /** What the name of a field begins with that a superclass declares. */
  public static final String INHERITED = "+";

  private final String className;
  private final String methodName;
  private final @Nullable List<String> parameterTypes;
  private final List<String> fields;
  private final boolean returned;
  private final boolean replacingResult;
  private final int replacedArgument;
  private final boolean optional;
  private final boolean alternative;
  private final boolean lazy;
  private final @Nullable String call;
  private final Class<?> advice;

  private Hook(Builder builder, Class<?> advice) {
    this.className = builder.className;
    this.methodName = builder.methodName;
    this.parameterTypes = builder.parameterTypes;
    this.fields = Collections.unmodifiableList(new ArrayList<>(builder.fields));
    this.returned = builder.returned;
    this.replacingResult = builder.replacingResult;
    this.replacedArgument = builder.replacedArgument;
    this.optional = builder.optional;
    this.alternative = builder.alternative;
    this.lazy = builder.lazy;
    this.call = builder.call;
    this.advice = advice;
  }

  /** A hook in the class of this binary name. */
  public static Builder on(String className) {
    return new Builder(className);
  }

  public String className() {
    return className;
  }

  public String methodName() {
    return methodName;
  }

  /** As written in Java source, such as {@code java.lang.String[]}; null means any. */
  public @Nullable List<String> parameterTypes() {
    return parameterTypes;
  }

  /** Fields whose values advice is given, as {@code name:type}. */
  public List<String> fields() {
    return fields;
  }

  /** Whether {@code exit} is given the returned value. */
  public boolean isReturned() {
    return returned;
  }

  /** Whether what {@code exit} returns is what the caller gets. */
  public boolean isReplacingResult() {
    return replacingResult;
  }

  /** Which argument {@code enter} replaces by what it returns, from 0; -1 for none. */
  public int replacedArgument() {
    return replacedArgument;
  }

  /** Whether versions of the class without this method are expected. */
  public boolean isOptional() {
    return optional;
  }

  /** Whether one hook among those of the same class and method that say so is enough. */
  public boolean isAlternative() {
    return alternative;
  }

  /** Whether the class is left alone until there is a job in this JVM. */
  public boolean isLazy() {
    return lazy;
  }

  /** The method whose calls advice is put around, as {@code class.method}; null where none is. */
  public @Nullable String call() {
    return call;
  }

  public Class<?> advice() {
    return advice;
  }

  /** Not thread-safe. */
  public static final class Builder {
    private final String className;
    private String methodName = "";
    private @Nullable List<String> parameterTypes;
    private final List<String> fields = new ArrayList<>();
    private boolean returned;
    private boolean replacingResult;
    private int replacedArgument = -1;
    private boolean optional;
    private boolean alternative;
    private boolean lazy;
    private @Nullable String call;

    private Builder(String className) {
      this.className = className;
    }

    /** The method of this name with exactly these parameters. */
    public Builder method(String name, String... types) {
      this.methodName = name;
      this.parameterTypes = Collections.unmodifiableList(Arrays.asList(types.clone()));
      return this;
    }

    /** Every method of this name. */
    public Builder anyMethod(String name) {
      this.methodName = name;
      this.parameterTypes = null;
      return this;
    }

    /**
     * Passes the value that this field of the object has when advice is called. A field of a
     * superclass, which must let the class see it, is named with {@link #INHERITED} before it;
     * where it is not there, advice fails when it is called, not when the class is woven.
     */
    public Builder field(String name, String type) {
      fields.add(name + ':' + type);
      return this;
    }

    /** Passes the returned value to {@code exit}. */
    public Builder returned() {
      this.returned = true;
      return this;
    }

    /**
     * The caller gets what {@code exit} returns instead of what the method returned, which is the
     * last value that {@code exit} takes before the {@code Throwable}; return that to change
     * nothing. Not for a method that returns a primitive or nothing. If the method threw, what
     * {@code exit} returns is dropped; if {@code exit} threw, the caller gets what the method
     * returned.
     */
    public Builder replacingResult() {
      this.returned = true;
      this.replacingResult = true;
      return this;
    }

    /**
     * The method goes on with what {@code enter} returns instead of this argument; with the
     * argument itself if that is null or {@code enter} threw. Not for a primitive.
     *
     * @param index from 0
     */
    public Builder replacingArgument(int index) {
      this.replacedArgument = index;
      return this;
    }

    /** Some versions of the class do not have the method. */
    public Builder optional() {
      this.optional = true;
      return this;
    }

    /**
     * Versions differ in the method's parameters, and each has a hook of its own: of all hooks of
     * this class and method that say so, one has to fit.
     */
    public Builder alternative() {
      this.alternative = true;
      return this;
    }

    /**
     * For a class that every JVM uses: it is left alone until there is a job in this JVM, and then
     * woven in a thread of the agent.
     */
    public Builder lazily() {
      this.lazy = true;
      return this;
    }

    /**
     * Around each call of this method (of an object, without arguments, returning nothing) inside
     * the method, instead of around the method itself. {@code enter} takes the object, {@code exit}
     * nothing; both return nothing and must not throw; {@code exit} is not called if the called
     * method threw. Advice without {@code exit} is put before each call of a method that has
     * arguments, and takes the last of them.
     */
    public Builder aroundCallsOf(String calledClass, String calledMethod) {
      this.call = calledClass + '.' + calledMethod;
      return this;
    }

    public Hook advice(Class<?> adviceClass) {
      return new Hook(this, adviceClass);
    }
  }
}
