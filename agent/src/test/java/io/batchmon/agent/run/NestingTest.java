package io.batchmon.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.RunKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NestingTest {
  /** A run as {@code KIND system name [class#method] [scheduler]}. */
  private static JobRun run(String text) {
    if (text == null) {
      return null;
    }
    String[] words = text.split(" ", -1);
    JobRun.Builder run = JobRun.builder(RunKind.valueOf(words[0]), JobName.of(words[1], words[2]));
    for (int i = 3; i < words.length; i++) {
      if (words[i].equals("scheduler")) {
        run.byScheduler();
      } else {
        String[] code = words[i].split("#", -1);
        run.code(code[0], code[1]);
      }
    }
    return run.build();
  }

  @ParameterizedTest(name = "{1} in {0} is {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # current on the thread                        | begins                                      | belongs
                                                         | JOB quartz nightly scheduler                | ROOT
                                                         | STEP spring_batch load                      | ROOT
          JOB quartz nightly scheduler                   | JOB spring_batch import                     | CHILD
          JOB quartz nightly scheduler                   | JOB spring_batch nightly                    | CHILD
          JOB spring_scheduling Nightly.run scheduler    | JOB spring_batch import                     | CHILD
          JOB main Nightly                               | JOB spring_batch import                     | CHILD
          JOB main Nightly                               | JOB custom Nightly.work                     | CHILD
          REQUEST http /run                              | JOB spring_batch import                     | CHILD
          REQUEST http /run                              | JOB quartz nightly scheduler                | ROOT_BESIDE_LEAK
          REQUEST http GET                               | REQUEST http GET                            | ROOT_BESIDE_LEAK
          JOB spring_batch import                        | REQUEST http GET                            | ROOT_BESIDE_LEAK
          REQUEST http GET                               | CALL http GET                               | CHILD
          JOB spring_batch import                        | STEP spring_batch load                      | CHILD
          STEP spring_batch load                         | JOB spring_batch inner                      | CHILD
          STEP spring_batch load                         | STEP spring_batch load:partition0           | CHILD
          JOB spring_batch import                        | JOB spring_batch import                     | CHILD
          JOB quartz nightly scheduler                   | JOB quartz nightly scheduler                | ROOT_BESIDE_LEAK
          JOB quartz nightly scheduler                   | JOB quartz other scheduler                  | ROOT_BESIDE_LEAK
          JOB quartz nightly scheduler                   | JOB elasticjob nightly                      | SAME
          JOB quartz nightly scheduler                   | JOB elasticjob other                        | CHILD
          JOB quartz nightly acme.Job#execute scheduler  | JOB custom Job.execute acme.Job#execute     | SAME
          JOB quartz nightly acme.Job#execute scheduler  | JOB custom Job.work acme.Job#work           | CHILD
          JOB custom Job.run acme.Job#run                | JOB custom Job.run acme.Job#run             | CHILD
          TASK executor Poll acme.Poll#run               | JOB custom Poll.run acme.Poll#run           | CHILD
          """)
  void table(String current, String next, Nesting expected) {
    assertThat(Nesting.of(run(current), run(next))).isEqualTo(expected);
  }
}
