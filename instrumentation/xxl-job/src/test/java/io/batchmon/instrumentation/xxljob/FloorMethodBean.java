package io.batchmon.instrumentation.xxljob;

import com.xxl.job.core.biz.model.ReturnT;

/** A bean of the application with a method that is a job in 2.2. */
public final class FloorMethodBean {
  private final String name;

  FloorMethodBean(String name) {
    this.name = name;
  }

  public ReturnT<String> settle(String parameter) throws Exception {
    Bodies.run(name);
    return new ReturnT<>(200, parameter);
  }
}
