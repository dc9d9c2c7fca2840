package org.apache.spark.deploy;

import java.lang.reflect.InvocationTargetException;

/** Calls the application's main as Spark's class of this name does. */
public class SparkSubmit {
  public static void main(String[] args) throws Throwable {
    try {
      Class.forName(args[1]).getMethod("main", String[].class).invoke(null, (Object) args);
    } catch (InvocationTargetException failure) {
      throw failure.getCause();
    }
  }
}
