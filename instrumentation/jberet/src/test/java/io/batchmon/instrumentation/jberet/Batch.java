package io.batchmon.instrumentation.jberet;

import java.util.Properties;

/** The job operator, whichever batch API it is of. */
public interface Batch {
  long start(String job, Properties parameters);

  long restart(long execution);

  void stop(long execution);

  long instance(long execution);

  Object execution(long id);

  /** Of the API that the version under test has. */
  static Batch underTest() {
    return System.getProperty("batch.api").equals("ee7")
        ? new io.batchmon.instrumentation.jberet.ee7.Operator()
        : new io.batchmon.instrumentation.jberet.ee9.Operator();
  }
}
