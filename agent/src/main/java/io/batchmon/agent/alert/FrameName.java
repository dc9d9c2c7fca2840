package io.batchmon.agent.alert;

/**
 * Names of classes and methods in a form that does not change from one JVM, compiler run or proxy
 * to the next.
 */
final class FrameName {
  // a subclass made at run time is called after its superclass and one of these
  private static final String[] GENERATED = {
    "$$",
    "$ByteBuddy$",
    "$MockitoMock$",
    "$HibernateProxy$",
    "$Proxy$_",
    "$Enhancer",
    "_ClientProxy",
    "_Subclass",
  };

  private static final String[] METHOD_ENDS = {
    "$accessor$", "$original$", "$suspendImpl", "$adapted", "$mc", "_aroundBody",
  };

  private FrameName() {}

  /** Whether a proxy library made this class for a superclass of the application. */
  static boolean isGenerated(String className) {
    for (String marker : GENERATED) {
      if (className.indexOf(marker) > 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the frame is only a way to another one, which not every JDK, compiler or proxy takes:
   * accessors of nested classes, lambda and fast classes, call sites, bridges to default arguments.
   */
  static boolean isBridge(StackTraceElement frame) {
    String type = frame.getClassName();
    String method = frame.getMethodName();
    if (method.startsWith("access$")
        || method.endsWith("$default")
        || method.startsWith("super$")
        || method.startsWith("this$dist$")
        || method.startsWith("$jacoco")
        || method.equals("$closeResource")) {
      return true;
    }
    int dollar = type.indexOf('$');
    if (dollar < 0) {
      return false;
    }
    return type.indexOf("$$Lambda", dollar) >= 0
        || type.indexOf("$$FastClass", dollar) >= 0
        || type.indexOf("$auxiliary$", dollar) >= 0
        || type.indexOf("$AjcClosure", dollar) >= 0
        || isJdkProxy(type)
        || (method.startsWith("call") && frame.getFileName() == null && isGroovyCallSite(type));
  }

  // such as com.acme.Loader$load$0, made by Groovy for one call
  private static boolean isGroovyCallSite(String type) {
    int last = type.lastIndexOf('$');
    return last + 1 < type.length() && isDigit(type.charAt(last + 1));
  }

  private static boolean isJdkProxy(String type) {
    int proxy = type.indexOf("$Proxy");
    return proxy == 0 || (proxy > 0 && type.charAt(proxy - 1) == '.');
  }

  static String type(String name) {
    int end = name.indexOf('/');
    String text = end < 0 ? name : name.substring(0, end);
    if (text.indexOf('$') < 0 && text.indexOf('_') < 0) {
      return withoutNumbers(text);
    }
    if (isJdkProxy(text)) {
      return "$Proxy";
    }
    for (String marker : GENERATED) {
      int at = text.indexOf(marker);
      if (at > 0) {
        text = text.substring(0, at);
      }
    }
    int last = text.length();
    while (last > 1 && (text.charAt(last - 1) == '_' || text.charAt(last - 1) == '$')) {
      last--;
    }
    return withoutNumbers(text.substring(0, last));
  }

  // Outer$1Local -> Outer$Local, GeneratedMethodAccessor12 -> GeneratedMethodAccessor, Script7
  private static String withoutNumbers(String text) {
    boolean counted =
        text.startsWith("Accessor", withoutDigits(text) - 8)
            || text.contains("_closure")
            || text.startsWith("Script")
            || text.startsWith("script");
    if (!counted && text.indexOf('$') < 0) {
      return text;
    }
    int end = counted ? withoutDigits(text) : text.length();
    StringBuilder plain = new StringBuilder(end);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      plain.append(c);
      while (c == '$' && i + 1 < end && isDigit(text.charAt(i + 1))) {
        i++;
      }
    }
    return plain.toString();
  }

  private static int withoutDigits(String text) {
    int end = text.length();
    while (end > 0 && isDigit(text.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Of a class that Javassist made: {@code _d0run} leads to {@code run}. */
  private static String ofJavassist(String name) {
    int end = 2;
    while (end < name.length() && isDigit(name.charAt(end))) {
      end++;
    }
    return end > 2 && name.startsWith("_d") ? name.substring(end) : name;
  }

  static String method(StackTraceElement frame) {
    String name = method(frame.getMethodName());
    return frame.getClassName().contains("_$$_") ? ofJavassist(name) : name;
  }

  static String method(String name) {
    int dollar = name.indexOf('$');
    if (dollar < 0) {
      int weave = name.indexOf("_aroundBody");
      return weave > 0 ? name.substring(0, weave) : name;
    }
    if (name.startsWith("lambda$")) {
      return lambda(name, 7);
    }
    if (name.startsWith("$anonfun$")) {
      return lambda(name, 9);
    }
    if (name.startsWith("CGLIB$")) {
      int end = name.indexOf('$', 6);
      return end < 0 ? name : name.substring(6, end);
    }
    int kotlin = name.indexOf("$lambda");
    if (kotlin > 0) {
      return "lambda$" + name.substring(0, dollar);
    }
    String text = name;
    for (String marker : METHOD_ENDS) {
      int at = text.indexOf(marker);
      if (at > 0) {
        text = text.substring(0, at);
      }
    }
    return withoutNumbers(text);
  }

  // the method around a lambda expression; without one where the compiler has not named it
  private static String lambda(String name, int from) {
    int end = name.indexOf('$', from);
    String around = end < 0 ? name.substring(from) : name.substring(from, end);
    boolean number = !around.isEmpty() && withoutDigits(around) == 0;
    return number || around.isEmpty() || around.equals("null") ? "lambda" : "lambda$" + around;
  }
}
