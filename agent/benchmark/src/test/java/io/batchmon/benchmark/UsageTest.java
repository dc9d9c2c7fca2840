package io.batchmon.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.benchmark.IdleRuns.Idle;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsageTest {
  @Test
  void cpuIsUserAndSystem() {
    assertThat(Usage.parse("TIME 1.302 0.065 0.921")).contains(new Usage(1.302 + 0.065, 0.921));
    assertThat(Usage.parse("TIME 1,500 0,250 2,000")).contains(new Usage(1.75, 2));
  }

  @Test
  void otherLinesAreNoMeasurement() {
    assertThat(Usage.parse("PID 4711")).isEmpty();
    assertThat(Usage.parse("")).isEmpty();
  }

  @Test
  void peakIsTheHighWaterMarkNotWhatIsResidentNow() {
    String status = "VmPeak:\t 7000 kB\nVmHWM:\t   1792 kB\nVmRSS:\t    900 kB\n";
    assertThat(Usage.peakBytes(status)).isEqualTo(1792 * 1024);
    assertThat(Usage.peakBytes("Name:\tjava\nState:\tZ (zombie)\n")).isZero();
  }

  @Test
  void compilerThreadsComeAndGoAndAreNotCounted() {
    String threads =
        """
        "main" #1 prio=5 os_prio=0 tid=0x1 nid=0x2 runnable
        "C2 CompilerThread0" #6 daemon prio=9
        "Attach Listener" #20 daemon prio=9
        "otlp export" #21 daemon prio=5
        "G1 Main Marker" os_prio=0 tid=0x3
        """;
    String histogram =
        """
           1:          7318         583696  [B (java.base@17)
        Total         25290        1374232
        """;
    assertThat(Idle.of(histogram, threads)).isEqualTo(new Idle(1_374_232, 2));
  }

  @Test
  void blocksOfTheSteadyProgramAreSummedUp() {
    List<String> output =
        List.of("BLOCK 500 550 2143", "BLOCK 900 600 2143", "BLOCK 510 650 2150", "DONE 7");
    assertThat(SteadyRuns.Cost.of(output, 12)).isEqualTo(new SteadyRuns.Cost(510, 600, 2143, 12));
  }
}
