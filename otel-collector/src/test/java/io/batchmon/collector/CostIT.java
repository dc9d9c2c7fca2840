package io.batchmon.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.collector.kit.Needed;
import io.batchmon.collector.kit.PythonTools;
import io.batchmon.collector.kit.PythonTools.Ended;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is computed or written by a script, and read in a document or imported as a file. */
class CostIT {
  private static Ended python(String script, String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = Needed.KIT.resolve(script).toString();
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return PythonTools.run(Map.of(), "python", all);
  }

  @Test
  void tableIsTheOneThatIsComputed() {
    String document = Needed.KIT.resolve("COST.md").toString();
    assertThat(python("cost/cloudwatch.py", "--check", document)).isEqualTo(new Ended(0, ""));
  }

  @Test
  void dashboardsAreTheOnesThatAreGenerated() {
    assertThat(python("dashboards/generate.py", "--check")).isEqualTo(new Ended(0, ""));
  }
}
